"""Many tickets at once, by SQL: nineteen of twenty closed, two years long, four messages each, with clocks and ledger.

The rows have the shapes the verbs write; only how they come in is short. Words come from the given texts.
"""

from django.db import connection
from rich.progress import Progress

from huisheng.core.base.vault import vault

CUSTOMERS_PER_100 = 60
STEPS = (
    ("texts", "CREATE TEMP TABLE bench_text (n int PRIMARY KEY, words text)"),
    (
        "customers",
        """
        INSERT INTO customers_customer (name, language, note, created_at)
        SELECT (ARRAY['王','李','张','刘','陈','杨','赵','黄','周','吴'])[1 + n %% 10] || (ARRAY['女士','先生'])[1 + n %% 2],
               '', '', now() - interval '2 years'
        FROM generate_series(1, %(customers)s) n""",
    ),
    (
        "identities",
        """
        INSERT INTO customers_identity (customer_id, kind, sealed, blind, tail, masked, verified, created_at)
        SELECT c.id, 'phone', %(sealed)s, md5('blind' || c.id), md5('tail' || c.id %% 10000),
               '138****' || lpad((c.id %% 10000)::text, 4, '0'), true, c.created_at
        FROM customers_customer c WHERE c.id > %(customer)s""",
    ),
    (
        "tickets",
        """
        INSERT INTO tickets_ticket (number, customer_id, channel_id, subject, status, order_number, created_at, closed_at,
            last_message_at, link_version, category_id, grade_id, severity, team_id, assignee_id, first_owner_id, next_due_at, urged)
        SELECT 'FB-' || to_char(x.at, 'YYYYMMDD') || '-' || x.n, %(customer)s + 1 + (x.n * 31) %% %(customers)s, ch.id,
               left(split_part(w.words, '。', 1), 60), CASE WHEN x.closed THEN 'closed' ELSE x.status END,
               'DD-' || x.n, x.at, CASE WHEN x.closed THEN x.at + interval '30 hours' END, x.at + interval '20 hours', 1,
               cat.id, g.id, g.severity, team.id, s.id, s.id,
               CASE WHEN x.closed OR x.status LIKE '%%wait%%' THEN '9999-01-01 00:00+00' ELSE now() + ((x.n * 37) %% 2880 - 300)::int * interval '1 minute' END, 0
        FROM (SELECT n, CASE WHEN n %% 20 > 0 THEN now() - interval '3 days' - (n * 7919 %% 1036800)::int * interval '1 minute'
                             ELSE now() - (n %% 4320)::int * interval '1 minute' END AS at,
                     n %% 20 > 0 AS closed,
                     (ARRAY['new', 'open', 'open', 'waiting_customer', 'awaiting_confirmation'])[1 + ((n / 20) %% 5)::int] AS status
              FROM generate_series(%(first)s::bigint, %(last)s) n) x
        JOIN bench_text w ON w.n = (x.n * 7) %% %(texts)s
        JOIN LATERAL (SELECT id FROM channels_channel ORDER BY id OFFSET x.n %% 3 LIMIT 1) ch ON true
        JOIN LATERAL (SELECT id FROM catalogue_category WHERE retired_at IS NULL ORDER BY id OFFSET x.n %% 9 LIMIT 1) cat ON true
        JOIN bench_grade g ON g.n = (ARRAY[0, 1, 1, 1, 2, 2, 2, 2, 2, 2])[1 + (x.n %% 10)::int]
        JOIN bench_staff s ON s.n = x.n %% (SELECT count(*) FROM bench_staff)
        JOIN accounts_team team ON team.id = s.team_id""",
    ),
    (
        "addresses",
        """
        INSERT INTO tickets_participant (ticket_id, identity_id)
        SELECT t.id, i.id FROM tickets_ticket t JOIN customers_identity i ON i.customer_id = t.customer_id WHERE t.id > %(ticket)s""",
    ),
    (
        "messages",
        """
        INSERT INTO tickets_message (ticket_id, kind, channel_id, text, quoted, written_from, at, by_kind, by_id)
        SELECT t.id, CASE WHEN m %% 2 = 0 THEN 'customer' ELSE 'reply' END, t.channel_id, w.words, '', '',
               t.created_at + m * interval '5 hours', CASE WHEN m %% 2 = 0 THEN 'customer' ELSE 'staff' END,
               CASE WHEN m %% 2 = 0 THEN t.customer_id ELSE t.assignee_id END
        FROM tickets_ticket t CROSS JOIN generate_series(0, 3) m
        JOIN bench_text w ON w.n = (t.id * 7 + m * 13) %% %(texts)s WHERE t.id > %(ticket)s""",
    ),
    (
        "solutions",
        """
        INSERT INTO handling_solution (ticket_id, message_id, round, measure, timing, responsible, offered_at, by_kind, by_id)
        SELECT t.id, m.id, 1, '换新', '三天内', '客服', m.at, 'staff', t.assignee_id
        FROM tickets_ticket t JOIN LATERAL (SELECT id, at FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = 'reply'
            ORDER BY m.id DESC LIMIT 1) m ON true
        WHERE t.id > %(ticket)s AND t.status IN ('closed', 'awaiting_confirmation')""",
    ),
    (
        "answers",
        """
        INSERT INTO closure_confirmation (ticket_id, solution_id, solved, stars, word, at, by_kind, by_id)
        SELECT t.id, s.id, true, 3 + t.id %% 3, '', t.closed_at, 'customer', t.customer_id
        FROM tickets_ticket t JOIN handling_solution s ON s.ticket_id = t.id WHERE t.id > %(ticket)s AND t.status = 'closed'""",
    ),
    (
        "closings",
        """
        INSERT INTO closure_closure (ticket_id, kind, confirmation_id, reason, at, by_kind, by_id)
        SELECT k.ticket_id, 'confirmed', k.id, '', k.at, k.by_kind, k.by_id
        FROM closure_confirmation k WHERE k.ticket_id > %(ticket)s""",
    ),
    (
        "ledger",
        """
        INSERT INTO tickets_event (ticket_id, kind, payload, at, by_kind, by_id)
        SELECT t.id, k.kind, '{}'::jsonb || CASE WHEN k.kind = 'status_changed' THEN '{"before": "new", "after": "open"}'::jsonb ELSE '{}' END,
               t.created_at + k.n * interval '1 hour', 'system', NULL
        FROM tickets_ticket t CROSS JOIN unnest(ARRAY['ticket_opened', 'category_set', 'ticket_graded', 'ticket_assigned',
            'clock_started', 'clock_started', 'message_added', 'status_changed', 'clock_met', 'message_added'])
            WITH ORDINALITY AS k(kind, n) WHERE t.id > %(ticket)s""",
    ),
    (
        "grades",
        """
        INSERT INTO triage_grading (ticket_id, scheme_id, grade_id, words, reason, at, by_kind, by_id)
        SELECT t.id, g.scheme_id, g.id, '[]', '', t.created_at, 'system', NULL
        FROM tickets_ticket t JOIN catalogue_grade g ON g.id = t.grade_id WHERE t.id > %(ticket)s""",
    ),
    (
        "assignments",
        """
        INSERT INTO routing_assignment (ticket_id, team_id, assignee_id, how, note, why, at, by_kind, by_id)
        SELECT t.id, t.team_id, t.assignee_id, 'load', '', '{}', t.created_at, 'system', NULL
        FROM tickets_ticket t WHERE t.id > %(ticket)s""",
    ),
    (
        "clocks",
        """
        INSERT INTO sla_clock (ticket_id, round, kind, subject, unit, commitment_id, calendar_id, calendar_version, started_at,
            due_at, met_at, held_at)
        SELECT t.id, 1, k.kind, '', '', k.commitment_id, k.calendar_id, 1, t.created_at,
               CASE WHEN t.next_due_at < '9000-01-01' AND k.kind = 'resolve' THEN t.next_due_at ELSE t.created_at + interval '8 hours' END,
               CASE WHEN t.status = 'closed' OR k.kind = 'first_response' AND t.status <> 'new' THEN t.created_at + interval '5 hours' END,
               CASE WHEN t.status LIKE '%%wait%%' AND k.kind = 'resolve' THEN t.created_at + interval '6 hours' END
        FROM tickets_ticket t CROSS JOIN bench_promise k WHERE t.id > %(ticket)s""",
    ),
    (
        "alarms",
        """
        INSERT INTO sla_alarm (clock_id, step, level, rule, tell, ways, ring_at, rung_at, silenced_at)
        SELECT c.id, s.step, 0, '{}', '["assignee"]', '[]', c.due_at, NULL, coalesce(c.met_at, c.held_at, CASE WHEN c.due_at < now() THEN now() END)
        FROM sla_clock c CROSS JOIN (VALUES ('warn'), ('breach')) AS s(step)
        WHERE c.ticket_id > %(ticket)s""",
    ),
)
HELPERS = """
    CREATE TEMP TABLE IF NOT EXISTS bench_grade AS
        SELECT g.id, g.severity, (row_number() OVER (ORDER BY g.severity DESC) - 1)::int AS n
        FROM catalogue_grade g JOIN catalogue_gradingscheme s ON s.id = g.scheme_id WHERE s.enabled;
    CREATE TEMP TABLE IF NOT EXISTS bench_staff AS
        SELECT s.id, m.team_id, (row_number() OVER (ORDER BY s.id) - 1)::int AS n
        FROM accounts_staff s JOIN accounts_membership m ON m.staff_id = s.id WHERE s.username LIKE 'agent%';
    CREATE TEMP TABLE IF NOT EXISTS bench_promise AS
        SELECT DISTINCT ON (c.kind) c.kind, c.id AS commitment_id, p.calendar_id
        FROM sla_commitment c JOIN sla_servicepolicy p ON p.id = c.policy_id WHERE c.kind IN ('first_response', 'resolve') ORDER BY c.kind, c.id
"""
INDEXES = ("message_text_bigrams", "ticket_subject_bigrams", "ticket_keys_bigrams")


def fill(size: int, texts: list[str], progress: Progress) -> None:
    """Add tickets until there are `size`. The word indexes are built anew at the end, which is many times faster."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET maintenance_work_mem = '128MB'")
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM tickets_ticket")
        there, last_ticket = cursor.fetchone()
        cursor.execute("SELECT coalesce(max(id), 0) FROM customers_customer")
        (last_customer,) = cursor.fetchone()
        wanted = {
            "first": 1_000_000 + there, "last": 1_000_000 + size - 1, "texts": len(texts), "ticket": last_ticket,
            "customers": max(10, (size - there) * CUSTOMERS_PER_100 // 100), "customer": last_customer,
            "sealed": vault().seal("+8613800001234"),
        }  # fmt: skip
        cursor.execute(HELPERS)
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(INDEXES)])
        rebuilt = [definition for (definition,) in cursor.fetchall()]
        cursor.execute("; ".join(f"DROP INDEX IF EXISTS {name}" for name in INDEXES))
        task = progress.add_task(f"fill to {size:,}", total=len(STEPS) + len(rebuilt) + 1)
        for name, statement in STEPS:
            progress.update(task, description=f"fill to {size:,}: {name}")
            if name == "texts":
                keep_texts(texts)
            else:
                cursor.execute(statement, wanted)
            progress.advance(task)
        for definition in rebuilt:
            progress.update(task, description=f"fill to {size:,}: index")
            cursor.execute(definition)
            progress.advance(task)
        progress.update(task, description=f"fill to {size:,}")
        cursor.execute("VACUUM ANALYZE")
        progress.advance(task)


def keep_texts(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS bench_text (n int PRIMARY KEY, words text)")
        cursor.execute("TRUNCATE bench_text")
        cursor.executemany("INSERT INTO bench_text VALUES (%s, %s)", list(enumerate(texts)))
