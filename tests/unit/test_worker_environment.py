"""What a worker process finds in its environment."""

from agent.workers.pool import HUGE_PAGES, ROOT, environment


def test_a_worker_finds_the_package_and_asks_for_huge_pages() -> None:
    found = environment({"PATH": "/bin", "PYTHONPATH": "/lib"})
    assert found == {
        "PATH": "/bin",
        "PYTHONPATH": f"{ROOT}:/lib",
        "GLIBC_TUNABLES": HUGE_PAGES,
    }


def test_tunables_of_the_operator_stand() -> None:
    assert environment({"GLIBC_TUNABLES": "glibc.malloc.check=1"})["GLIBC_TUNABLES"] == (
        "glibc.malloc.check=1"
    )
