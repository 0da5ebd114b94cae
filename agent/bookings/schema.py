"""The books as SQL: one statement per table, with the rules of the office as constraints.

Times are UTC texts (see `clock`), local days ISO texts, money cents. A seat is one row: it can be
free, held, booked or blocked and nothing in between, and it can carry one visit only.
"""

TABLES = (
    """
    CREATE TABLE customers (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        first TEXT NOT NULL,
        last TEXT NOT NULL DEFAULT '',
        phone_e164 TEXT NOT NULL,
        email TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT 'en',
        role TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE service_locations (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL REFERENCES customers (id),
        house_number TEXT NOT NULL DEFAULT '',
        predirection TEXT NOT NULL DEFAULT '',
        street_name TEXT NOT NULL DEFAULT '',
        suffix TEXT NOT NULL DEFAULT '',
        postdirection TEXT NOT NULL DEFAULT '',
        unit TEXT NOT NULL DEFAULT '',
        city TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT '',
        zip TEXT NOT NULL DEFAULT '',
        tz TEXT NOT NULL,
        address_key TEXT NOT NULL,
        unverified INTEGER NOT NULL DEFAULT 0 CHECK (unverified IN (0, 1)),
        access_notes TEXT NOT NULL DEFAULT '',
        UNIQUE (customer_id, address_key)
    ) STRICT
    """,
    """
    CREATE TABLE memberships (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL REFERENCES customers (id),
        location_id INTEGER REFERENCES service_locations (id),
        plan_code TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'lapsed', 'cancelled')),
        visits_left INTEGER NOT NULL DEFAULT 0,
        expires TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE calendar_days (
        company TEXT NOT NULL,
        zone TEXT NOT NULL,
        date TEXT NOT NULL,
        plan TEXT NOT NULL,
        PRIMARY KEY (company, zone, date)
    ) STRICT
    """,
    """
    CREATE TABLE windows (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        zone TEXT NOT NULL,
        skill TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('standard', 'long')),
        date TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT NOT NULL,
        start_utc TEXT NOT NULL,
        end_utc TEXT NOT NULL,
        rescue_until_utc TEXT NOT NULL,
        tz TEXT NOT NULL,
        CHECK (start_utc < end_utc),
        UNIQUE (company, zone, skill, kind, start_utc)
    ) STRICT
    """,
    """
    CREATE TABLE appointments (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        code TEXT NOT NULL,
        customer_id INTEGER NOT NULL REFERENCES customers (id),
        location_id INTEGER NOT NULL REFERENCES service_locations (id),
        job_type TEXT NOT NULL,
        issue_text TEXT NOT NULL DEFAULT '',
        notes TEXT NOT NULL DEFAULT '',
        tier TEXT NOT NULL CHECK (tier IN ('E1', 'E2', 'E3', 'E4')),
        priority INTEGER NOT NULL DEFAULT 3,
        status TEXT NOT NULL CHECK (status IN
            ('tentative', 'booked', 'rescheduled', 'en_route', 'done', 'cancelled', 'no_show')),
        window_id INTEGER NOT NULL REFERENCES windows (id),
        fee_cents INTEGER NOT NULL CHECK (fee_cents >= 0),
        fee_ack INTEGER NOT NULL CHECK (fee_ack IN (0, 1)),
        conversation_id TEXT,
        call_sid TEXT,
        job_no INTEGER,
        payload TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL DEFAULT 'agent',
        version INTEGER NOT NULL DEFAULT 1,
        created TEXT NOT NULL,
        UNIQUE (company, code),
        UNIQUE (conversation_id, job_no),
        UNIQUE (call_sid, job_no),
        UNIQUE (id, window_id)
    ) STRICT
    """,
    # The seat's window and the visit's window are one: the pair is the foreign key.
    """
    CREATE TABLE seats (
        window_id INTEGER NOT NULL REFERENCES windows (id),
        seat_no INTEGER NOT NULL,
        rescue INTEGER NOT NULL DEFAULT 0 CHECK (rescue IN (0, 1)),
        state TEXT NOT NULL DEFAULT 'free',
        hold_token TEXT UNIQUE,
        hold_until TEXT,
        held_by TEXT,
        appointment_id INTEGER UNIQUE,
        PRIMARY KEY (window_id, seat_no),
        FOREIGN KEY (appointment_id, window_id) REFERENCES appointments (id, window_id)
            DEFERRABLE INITIALLY DEFERRED,
        CHECK (
            CASE state
                WHEN 'held' THEN hold_token IS NOT NULL AND hold_until IS NOT NULL
                    AND held_by IS NOT NULL AND appointment_id IS NULL
                WHEN 'booked' THEN appointment_id IS NOT NULL AND hold_token IS NULL
                    AND hold_until IS NULL AND held_by IS NULL
                WHEN 'free' THEN appointment_id IS NULL AND hold_token IS NULL
                    AND hold_until IS NULL AND held_by IS NULL
                WHEN 'blocked' THEN appointment_id IS NULL AND hold_token IS NULL
                    AND hold_until IS NULL AND held_by IS NULL
                ELSE FALSE
            END
        )
    ) STRICT
    """,
    """
    CREATE TABLE appointment_events (
        id INTEGER PRIMARY KEY,
        appointment_id INTEGER NOT NULL REFERENCES appointments (id),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        kind TEXT NOT NULL,
        before TEXT NOT NULL DEFAULT '',
        after TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY,
        company TEXT NOT NULL,
        caller TEXT NOT NULL DEFAULT '',
        first_call_sid TEXT NOT NULL,
        language TEXT NOT NULL DEFAULT 'en',
        outcome TEXT NOT NULL DEFAULT '',
        seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE calls (
        call_sid TEXT PRIMARY KEY,
        conversation_id TEXT NOT NULL REFERENCES conversations (id),
        company TEXT NOT NULL,
        "from" TEXT NOT NULL DEFAULT '',
        "to" TEXT NOT NULL DEFAULT '',
        started TEXT NOT NULL,
        ended TEXT,
        ended_by TEXT NOT NULL DEFAULT '',
        outcome TEXT NOT NULL DEFAULT '',
        level_max INTEGER NOT NULL DEFAULT 0,
        frustration_max INTEGER NOT NULL DEFAULT 0,
        journal TEXT NOT NULL DEFAULT '',
        recording TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE turns (
        call_sid TEXT NOT NULL REFERENCES calls (call_sid),
        n INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('caller', 'agent')),
        text TEXT NOT NULL,
        confidence REAL,
        intent TEXT NOT NULL DEFAULT '',
        score REAL,
        state_from TEXT NOT NULL DEFAULT '',
        state_to TEXT NOT NULL DEFAULT '',
        timings_json TEXT NOT NULL DEFAULT '{}',
        barge_in INTEGER NOT NULL DEFAULT 0,
        at_ms INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (call_sid, n)
    ) STRICT
    """,
    """
    CREATE TABLE checkpoints (
        conversation_id TEXT NOT NULL REFERENCES conversations (id),
        n INTEGER NOT NULL,
        milestone TEXT NOT NULL,
        at TEXT NOT NULL,
        payload BLOB NOT NULL,
        issue TEXT NOT NULL DEFAULT '',
        hazard INTEGER NOT NULL DEFAULT 0,
        job_no INTEGER NOT NULL DEFAULT 1,
        schema_version INTEGER NOT NULL DEFAULT 1,
        PRIMARY KEY (conversation_id, n)
    ) STRICT
    """,
    """
    CREATE TABLE emergencies (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        call_sid TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        rule TEXT NOT NULL,
        tier TEXT NOT NULL CHECK (tier IN ('E1', 'E2', 'E3', 'E4')),
        text TEXT NOT NULL,
        phone TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL DEFAULT '',
        alerts INTEGER NOT NULL DEFAULT 1,
        alerted_at TEXT NOT NULL,
        ack_by TEXT,
        ack_at TEXT,
        outcome TEXT NOT NULL DEFAULT '',
        UNIQUE (call_sid, rule)
    ) STRICT
    """,
    """
    CREATE TABLE transfers (
        id INTEGER PRIMARY KEY,
        call_sid TEXT NOT NULL,
        reason TEXT NOT NULL,
        target TEXT NOT NULL DEFAULT '',
        started TEXT NOT NULL,
        result TEXT NOT NULL DEFAULT '',
        secs REAL
    ) STRICT
    """,
    """
    CREATE TABLE tasks (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('callback', 'message', 'address_check', 'complaint',
            'no_show', 'faq_miss', 'emergency')),
        due TEXT NOT NULL,
        phone TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL,
        best_time TEXT NOT NULL DEFAULT '',
        call_sid TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
        created TEXT NOT NULL,
        done_at TEXT,
        done_by TEXT
    ) STRICT
    """,
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        event TEXT NOT NULL,
        channel TEXT NOT NULL CHECK (channel IN ('sms', 'email', 'webhook')),
        "to" TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'queued'
            CHECK (status IN ('queued', 'sending', 'sent', 'failed')),
        tries INTEGER NOT NULL DEFAULT 0,
        due TEXT NOT NULL,
        sent_at TEXT,
        provider_id TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        UNIQUE (company, subject_id, event, channel)
    ) STRICT
    """,
    """
    CREATE TABLE consents (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        phone TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('sms', 'recording')),
        value INTEGER NOT NULL CHECK (value IN (0, 1)),
        at TEXT NOT NULL,
        call_sid TEXT NOT NULL,
        wording TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE blocklist (
        number TEXT PRIMARY KEY,
        reason TEXT NOT NULL,
        added TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE oncall_shifts (
        id INTEGER PRIMARY KEY,
        company TEXT NOT NULL,
        person TEXT NOT NULL,
        phone TEXT NOT NULL,
        "from" TEXT NOT NULL,
        "to" TEXT NOT NULL,
        rank INTEGER NOT NULL DEFAULT 1,
        CHECK ("from" < "to")
    ) STRICT
    """,
    """
    CREATE TABLE desk_ops (
        conversation_id TEXT NOT NULL,
        op INTEGER NOT NULL,
        request TEXT NOT NULL,
        result BLOB NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (conversation_id, op)
    ) STRICT
    """,
)

CALL_OWNERS = """
    CREATE TABLE call_owners (
        call_sid TEXT PRIMARY KEY,
        epoch INTEGER NOT NULL,
        node TEXT NOT NULL
    )
"""
"""The newest owner of each call, see `owners`."""

CALL_FACTS = """
    CREATE TABLE call_facts (
        call_sid TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        n INTEGER NOT NULL,
        at TEXT NOT NULL,
        name TEXT NOT NULL,
        about TEXT NOT NULL DEFAULT '',
        value REAL,
        PRIMARY KEY (call_sid, epoch, n)
    ) STRICT
"""
"""What analytics need of a call: words of ours and figures, nothing personal, so it may stay when
transcripts go."""

NODE_BEATS = """
    CREATE TABLE node_beats (
        node TEXT PRIMARY KEY,
        beats INTEGER NOT NULL
    ) STRICT
"""
"""Signs of life of nodes that can't reach Redis, see `beats`."""

INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("customers", ("company", "phone_e164")),
    ("windows", ("company", "zone", "date")),
    ("appointments", ("window_id",)),
    ("appointments", ("customer_id",)),
    ("appointment_events", ("appointment_id",)),
    ("seats", ("held_by",)),
    ("conversations", ("company", "caller", "seen")),
    ("calls", ("started",)),
    ("tasks", ("status", "due")),
    ("outbox", ("status", "due")),
    ("consents", ("company", "phone", "kind")),
)
"""Table and columns of every index beyond the keys."""
