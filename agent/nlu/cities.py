"""Names of larger US cities, to tell where a street without a suffix ends and the city begins.

Recognition only: which state a city is in comes from the caller, the ZIP or the company's area.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_NAMES = """
akron; albany; albuquerque; alexandria; allen; allentown; amarillo; anaheim; anchorage; ann arbor;
annapolis; antioch; apache junction; arlington; arvada; asheville; athens; atlanta; augusta;
aurora; austin; bakersfield; baltimore; bangor; baton rouge; beaumont; beaverton; bellevue;
bellingham; bend; berkeley; bethesda; billings; biloxi; birmingham; bismarck; bloomington;
boca raton; boise; boston; boulder; bowling green; bozeman; bridgeport; brighton; brockton;
broken arrow; bronx; brooklyn; broomfield; brownsville; buffalo; burbank; burlington;
cambridge; camden; canton; cape coral; carmel; carlsbad; carrollton; carson city; cary;
casper; castle pines; castle rock; cedar falls; cedar rapids; centennial; champaign; chandler;
chapel hill; charleston; charlotte; charlottesville; chattanooga; cherry hill;
cherry hills village; chesapeake; cheyenne; chicago; chico; chula vista; cincinnati;
circle pines; clarksville; clearwater; cleveland; clovis; college station; colorado springs;
columbia; columbus; commerce city; concord; conroe; coral gables; coral springs;
corpus christi; costa mesa; cranston; culver city; cupertino; dallas; daly city; danbury;
davenport; davis; dayton; daytona beach; dearborn; decatur; denton; denver; des moines;
des plaines; detroit; dover; downey; dublin; dubuque; duluth; durham; eau claire; east hartford;
east lansing; east orange; east providence; east st louis; eden prairie; edgewater; edina;
edmond; el cajon; el monte; el paso; elgin; elizabeth; elk grove; elmhurst; englewood; erie;
escondido; eugene; euless; evanston; evansville; everett; fairbanks; fairfax; fargo;
farmington; fayetteville; federal heights; flagstaff; flint; florence; fontana; fort collins;
fort lauderdale; fort myers; fort smith; fort wayne; fort worth; frederick; fremont; fresno;
frisco; fullerton; gainesville; galveston; garden grove; garland; gary; gilbert; glendale;
golden; grand forks; grand island; grand junction; grand prairie; grand rapids; great falls;
greeley; green bay; greensboro; greenville; greenwood village; gresham; gulfport; hackensack;
hagerstown; hammond; hampton; harrisburg; hartford; hattiesburg; hayward; helena; henderson;
hialeah; high point; highlands ranch; hillsboro; hilo; hoboken; hollywood; honolulu; hoover;
houston; huntington; huntington beach; huntsville; idaho falls; independence; indianapolis;
inglewood; iowa city; irvine; irving; ithaca; jackson; jacksonville; janesville; jefferson city;
jersey city; johnson city; joliet; jonesboro; joplin; kalamazoo; kansas city; katy; kenosha; kent;
ketchum; killeen; kirkland; kissimmee; knoxville; la crosse; la jolla; la mesa; lafayette;
lake charles; lake oswego; lakeland; lakewood; lancaster; lansing; laramie; laredo;
las cruces; las vegas; lawrence; lawton; leesburg; lewiston; lewisville; lexington; lima;
lincoln; little rock; littleton; livonia; logan; long beach; long island city; longmont;
longview; lorain; los angeles; louisville; lone tree; loveland; lowell; lubbock; lynchburg;
lynn; macon; madison; manchester; manhattan; mansfield; marietta; mcallen; mckinney; medford;
melbourne; memphis; merced; meridian; mesa; mesquite; metairie; miami; miami beach; midland;
milwaukee; minneapolis; minot; missoula; missouri city; mobile; modesto; monroe; montgomery;
morgantown; morrison; mount pleasant; mountain view; muncie; murfreesboro; murray; muskegon;
myrtle beach; nampa; napa; naperville; naples; nashua; nashville; new bedford; new braunfels;
new brunswick; new haven; new orleans; new rochelle; new york; new york city; newark;
newport; newport beach; newport news; newton; niagara falls; norfolk; norman;
north charleston; north las vegas; north little rock; north miami; north miami beach;
north richland hills; northglenn; norwalk; oak park; oakland; ocala; oceanside; odessa; ogden;
oklahoma city; olathe; olympia; omaha; ontario; orange; orem; orlando; overland park; oxford;
oxnard; palm bay; palm beach; palm springs; palo alto; parker; parma; pasadena; paterson;
pawtucket; pearland; pensacola; peoria; philadelphia; phoenix; pine bluff; pittsburgh; plano;
plymouth; pocatello; pomona; pompano beach; pontiac; port arthur; port st lucie; portland;
portsmouth; prescott; princeton; providence; provo; pueblo; queens; quincy; racine; raleigh;
rancho cucamonga; rapid city; reading; redding; redmond; redwood city; reno; renton; richardson;
richmond; rio rancho; riverside; roanoke; rochester; rock hill; rockford; rockville; roseville;
roswell; round rock; rutland; sacramento; saginaw; salem; salina; salinas; salt lake city;
san angelo; san antonio; san bernardino; san diego; san francisco; san jose; san leandro;
san luis obispo; san marcos; san mateo; san rafael; sandy; sandy springs; santa ana;
santa barbara; santa clara; santa clarita; santa cruz; santa fe; santa monica; santa rosa;
sarasota; savannah; schaumburg; schenectady; scottsdale; scranton; seattle; sheridan;
shreveport; silver spring; sioux city; sioux falls; skokie; somerville; south bend; south gate;
south jordan; south portland; south san francisco; southfield; sparks; spartanburg; spokane;
springfield; st augustine; st charles; st cloud; st george; st joseph; st louis; st louis park;
st paul; st petersburg; stamford; staten island; sterling heights; stillwater; stockton; sugar land;
sunnyvale; superior; syracuse; tacoma; tallahassee; tampa; taylorsville; tempe; temple;
terre haute; texarkana; the woodlands; thornton; thousand oaks; toledo; topeka; torrance;
towson; trenton; troy; tucson; tulsa; tuscaloosa; tyler; utica; vallejo; vancouver; ventura;
vero beach; virginia beach; visalia; waco; waltham; warren; warwick; washington; waterbury;
waterloo; waukegan; waukesha; wausau; west allis; west chester; west covina; west des moines;
west fargo; west hartford; west haven; west hollywood; west jordan; west lafayette;
west palm beach; west sacramento; west valley city; westminster; wheat ridge; white plains;
wichita; wichita falls; wilmington; winston salem; woodbridge; worcester; yakima; yonkers; york;
youngstown; yuma; bar harbor; key west; little italy; bay city; traverse city; coeur d'alene;
post falls; moscow; twin falls; eagle; caldwell; st helens; astoria; ashland; corvallis; lehi;
draper; park city; cedar city; moab; gallup; las lunas; hobbs; enid; bartlesville; ames; ankeny;
mason city; rochester hills; novi; royal oak; grand blanc; holland; midwest city; moore
"""

NAMES = frozenset(
    name.strip() for line in _NAMES.splitlines() for name in line.split(";") if name.strip()
)
"""Lower-case names, "st" for Saint."""

_LONGEST = 4
_SAINT = "saint"


class Places(NamedTuple):
    """City names to look for: the listed ones, and those the company knows with their states."""

    names: Mapping[str, str]
    """Lower-case name to state, besides the listed ones."""
    firsts: frozenset[str]
    """Words that some name begins with."""


LISTED = Places({}, frozenset((_SAINT, *(name.split()[0] for name in NAMES))))


def places(known: Mapping[str, str]) -> Places:
    """The listed cities and those in `known` (lower-case name to state)."""
    return _places(tuple(known.items())) if known else LISTED


@lru_cache(maxsize=64)
def _places(known: tuple[tuple[str, str], ...]) -> Places:
    firsts = (name.split(maxsplit=1)[0] for name, _ in known if name.strip())
    return Places(dict(known), LISTED.firsts.union(firsts))


def city_at(tokens: Sequence[str], at: int, cities: Places = LISTED) -> int:
    """How many tokens at `at` name a city, 0 for none."""
    if at >= len(tokens) or tokens[at] not in cities.firsts:
        return 0
    for width in range(min(_LONGEST, len(tokens) - at), 0, -1):
        name = " ".join(tokens[at : at + width])
        if name in cities.names or _plain(name) in NAMES:
            return width
    return 0


def _plain(name: str) -> str:
    return "st " + name.removeprefix("saint ") if name.startswith("saint ") else name
