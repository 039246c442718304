"""Every number about closing, callbacks and satisfaction asked a second time, from docs/metrics.md and not from the code.

Plain joins and sub-questions, one number at a time; nothing of `facts/` or `metrics/` is used. Each question gives what is
counted, what it is a share of, and what is measured (NULL where a number has none).
"""

AROUND = """
WITH everything AS (SELECT * FROM tickets_ticket WHERE created_at >= %(start)s AND created_at < %(stop)s),
shut AS (  -- all closings by the end; in force is the last of a ticket, unless it was opened again by then
    SELECT c.*, o.at AS opened_at, (o.at IS NULL OR o.at >= %(stop)s) AND NOT EXISTS (
        SELECT FROM closure_closure later WHERE later.ticket_id = c.ticket_id AND later.id > c.id AND later.at < %(stop)s) AS in_force FROM closure_closure c
    LEFT JOIN closure_reopening o ON o.closure_id = c.id WHERE c.at < %(stop)s),
r AS (SELECT * FROM everything e WHERE merged_into_id IS NULL AND NOT EXISTS (
    SELECT FROM closure_closure c LEFT JOIN closure_reopening o ON o.closure_id = c.id
    WHERE c.ticket_id = e.id AND c.kind = 'spam' AND o.id IS NULL)),
compl AS (SELECT r.* FROM r JOIN catalogue_category c ON c.id = r.category_id WHERE c.nature = 'complaint'),
offers AS (SELECT DISTINCT ticket_id FROM handling_solution WHERE offered_at < %(stop)s),
yes_stars AS (SELECT DISTINCT ON (ticket_id) ticket_id, stars FROM closure_confirmation WHERE at < %(stop)s AND stars IS NOT NULL
    ORDER BY ticket_id, id DESC),
later_stars AS (SELECT DISTINCT ON (p.ticket_id) p.ticket_id, a.raw AS stars FROM survey_response p
    JOIN survey_survey v ON v.id = p.survey_id JOIN survey_answer a ON a.response_id = p.id JOIN survey_question q ON q.id = a.question_id
    WHERE v.moment = 'closed' AND q.kind = 'csat' AND p.at < %(stop)s ORDER BY p.ticket_id, p.at DESC),
stars AS (SELECT ticket_id, stars FROM yes_stars UNION ALL
    SELECT ticket_id, stars FROM later_stars WHERE ticket_id NOT IN (SELECT ticket_id FROM yes_stars)),
was_asked AS (SELECT ticket_id FROM offers UNION SELECT ticket_id FROM stars UNION
    SELECT i.ticket_id FROM survey_invitation i JOIN survey_survey v ON v.id = i.survey_id WHERE v.moment = 'closed' AND i.sent_at < %(stop)s),
ended_once AS (SELECT ticket_id, min(at) AS at FROM shut WHERE kind IN ('confirmed', 'unconfirmed') GROUP BY ticket_id),
filed AS (SELECT e.ticket_id FROM ended_once e JOIN tickets_link l ON l.other_id = e.ticket_id AND l.kind = 'follows'
    JOIN tickets_ticket o ON o.id = l.ticket_id WHERE o.created_at >= e.at AND o.created_at < %(stop)s
    AND o.category_id IN (SELECT id FROM catalogue_category WHERE nature = 'complaint' OR nature = 'repair')
    AND o.id NOT IN (SELECT c.ticket_id FROM closure_closure c WHERE c.kind = 'spam' AND c.id NOT IN (SELECT closure_id FROM closure_reopening))),
core AS (SELECT c.id FROM customers_customer c JOIN customers_tier t ON t.id = c.tier_id WHERE t.code = 'core'),
calls AS (SELECT * FROM followup_callback WHERE due_at >= %(start)s AND due_at < %(stop)s),
due AS (SELECT * FROM calls WHERE state <> 'cancelled'),
talks AS (SELECT d.*, a.at AS began, a.opening_s, a.talk_s FROM due d JOIN followup_calltry a ON a.callback_id = d.id
    WHERE a.outcome = 'reached' AND a.at < %(stop)s),
over AS (SELECT id FROM talks UNION SELECT id FROM due WHERE state = 'unreached' AND ended_at < %(stop)s),
books AS (SELECT b.*, d.record_due_at FROM followup_callrecord b JOIN due d ON d.id = b.callback_id WHERE b.complete AND b.recorded_at < %(stop)s),
said AS (SELECT p.id, p.survey_id, p.low, p.invitation_id, p.at FROM survey_response p WHERE p.at < %(stop)s),
asked AS (  -- surveys of the period that left or were answered; told on the phone ones stand for themselves
    SELECT i.survey_id, s.id AS said_id, s.low FROM survey_invitation i LEFT JOIN said s ON s.invitation_id = i.id
    WHERE i.made_at >= %(start)s AND i.made_at < %(stop)s AND (s.id IS NOT NULL OR i.held_why = '' AND i.sent_at < %(stop)s)
    UNION ALL SELECT survey_id, id, low FROM said WHERE invitation_id IS NULL AND at >= %(start)s),
scale AS (SELECT a.survey_id, a.said_id, q.kind, w.raw FROM asked a JOIN survey_question q ON q.survey_id = a.survey_id
    LEFT JOIN survey_answer w ON w.question_id = q.id AND w.response_id = a.said_id)
"""
COMPLAINT_STARS = "compl JOIN stars ON stars.ticket_id = compl.id"
IN_FORCE = "SELECT count(*), (SELECT count(*) FROM r), NULL FROM r JOIN shut s ON s.ticket_id = r.id WHERE in_force AND s.kind = '{}'"
OPEN = "r.id NOT IN (SELECT ticket_id FROM shut WHERE in_force)"
ENDED = "r.id IN (SELECT ticket_id FROM shut)"
OF_ALL = "(SELECT count(*) FROM r)"
OF_STARS = "SELECT count(*) FILTER (WHERE {}), count(*), NULL FROM r JOIN stars ON stars.ticket_id = r.id"
ENDED_COMPLAINTS = "(SELECT count(*) FROM compl WHERE id IN (SELECT ticket_id FROM ended_once))"
TROUBLED = """(
    SELECT ticket_id FROM handling_solution WHERE round > 1 AND offered_at < %(stop)s UNION
    SELECT ticket_id FROM closure_confirmation WHERE (NOT solved OR stars < 3) AND at < %(stop)s UNION
    SELECT ticket_id FROM closure_reopening WHERE at < %(stop)s UNION SELECT ticket_id FROM filed UNION
    SELECT l.other_id FROM tickets_link l JOIN tickets_ticket o ON o.id = l.ticket_id WHERE l.kind = 'follows' AND o.created_at < %(stop)s UNION
    SELECT merged_into_id FROM tickets_ticket WHERE merged_into_id IS NOT NULL AND created_at < %(stop)s)"""
GIVEN = """SELECT coalesce(t.merged_into_id, t.id) AS ticket_id, sum(fen) AS fen FROM handling_compensation c JOIN tickets_ticket t ON t.id = c.ticket_id
    WHERE state = 'given' AND given_at < %(stop)s GROUP BY 1"""  # what was given on a merged one was given on the one it went into
OF_SCALE = "SELECT count(raw), count(*), NULL FROM scale WHERE kind = '{}'"
NPS_PART = "SELECT count(*) FILTER (WHERE raw {}), count(*), NULL FROM scale WHERE kind = 'nps' AND raw IS NOT NULL"

QUESTIONS = {
    # How it ended
    "arrived": "SELECT count(*), NULL, NULL FROM everything",
    "confirmed": IN_FORCE.format("confirmed"),
    "unconfirmed": IN_FORCE.format("unconfirmed"),
    "answered": IN_FORCE.format("answered"),
    "withdrawn": IN_FORCE.format("withdrawn"),
    "not_closed": f"SELECT count(*), {OF_ALL}, NULL FROM r WHERE {OPEN}",
    "open_first": f"SELECT count(*), {OF_ALL}, NULL FROM r WHERE {OPEN} AND NOT {ENDED}",
    "open_again": f"SELECT count(*), {OF_ALL}, NULL FROM r WHERE {OPEN} AND {ENDED}",
    "merged": "SELECT count(*), NULL, NULL FROM everything WHERE merged_into_id IS NOT NULL",
    "spam": "SELECT (SELECT count(*) FROM everything) - (SELECT count(*) FROM r) - count(*), NULL, NULL FROM everything WHERE merged_into_id IS NOT NULL",
    "solved": f"SELECT count(*), {OF_ALL}, NULL FROM r JOIN shut s ON s.ticket_id = r.id WHERE in_force AND s.kind IN ('confirmed', 'answered')",
    "once": f"SELECT count(*), {OF_ALL}, NULL FROM r JOIN shut s ON s.ticket_id = r.id WHERE in_force AND s.kind IN ('confirmed', 'answered') AND r.id NOT IN {TROUBLED}",
    "reopened": "SELECT count(DISTINCT s.ticket_id) FILTER (WHERE s.opened_at < %(stop)s), count(DISTINCT s.ticket_id), NULL FROM r JOIN shut s ON s.ticket_id = r.id",
    "unheard": "SELECT count(*) FILTER (WHERE s.kind = 'unconfirmed'), count(*), NULL FROM r JOIN shut s ON s.ticket_id = r.id WHERE in_force AND s.kind IN ('confirmed', 'unconfirmed')",
    # Complaints
    "complaints": f"SELECT count(*), {OF_ALL}, NULL FROM compl",
    "cycle_mean": "SELECT count(*), NULL, extract(epoch FROM avg(s.at - compl.created_at)) FROM compl JOIN shut s ON s.ticket_id = compl.id WHERE in_force AND s.kind = 'confirmed'",
    "cycle_median": "SELECT count(*), NULL, extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY s.at - compl.created_at)) FROM compl JOIN shut s ON s.ticket_id = compl.id WHERE in_force AND s.kind = 'confirmed'",
    "once_complaints": f"SELECT count(*), {ENDED_COMPLAINTS}, NULL FROM compl JOIN shut s ON s.ticket_id = compl.id WHERE in_force AND s.kind = 'confirmed' AND compl.id NOT IN {TROUBLED}",
    "appealed": f"""SELECT count(*), {ENDED_COMPLAINTS}, NULL FROM compl WHERE id IN (SELECT ticket_id FROM shut WHERE opened_at < %(stop)s
        AND kind IN ('confirmed', 'unconfirmed')) OR id IN (SELECT ticket_id FROM filed)""",
    "long_wait": "SELECT count(*) FILTER (WHERE id IN (SELECT g.ticket_id FROM triage_tickettag g JOIN catalogue_tag t ON t.id = g.tag_id WHERE t.code = 'waiting')), count(*), NULL FROM compl",
    "csat_complaints": f"SELECT count(*), NULL, avg(100 * (stars - 1) / 4.0) FROM {COMPLAINT_STARS}",
    "rated_complaints": f"SELECT (SELECT count(*) FROM {COMPLAINT_STARS}), count(*), NULL FROM compl WHERE id IN (SELECT ticket_id FROM was_asked)",
    "csat_core": f"SELECT count(*), NULL, avg(100 * (stars - 1) / 4.0) FROM {COMPLAINT_STARS} WHERE customer_id IN (SELECT id FROM core)",
    "rated_core": f"""SELECT (SELECT count(*) FROM {COMPLAINT_STARS} WHERE customer_id IN (SELECT id FROM core)), count(*), NULL FROM compl
        WHERE id IN (SELECT ticket_id FROM was_asked) AND customer_id IN (SELECT id FROM core)""",
    # Compensation
    "amended": f"SELECT count(*), {OF_ALL}, NULL FROM r JOIN ({GIVEN}) g ON g.ticket_id = r.id",
    "amends_sum": f"SELECT count(*), NULL, sum(fen) FROM r JOIN ({GIVEN}) g ON g.ticket_id = r.id",
    "amends_mean": f"SELECT count(*), NULL, avg(fen) FROM r JOIN ({GIVEN}) g ON g.ticket_id = r.id",
    # Ratings
    "rating": "SELECT count(*), NULL, avg(stars) FROM r JOIN stars ON stars.ticket_id = r.id",
    "csat": "SELECT count(*), NULL, avg(100 * (stars - 1) / 4.0) FROM r JOIN stars ON stars.ticket_id = r.id",
    "praised": OF_STARS.format("stars > 3"),
    "rated": "SELECT (SELECT count(*) FROM r JOIN stars ON stars.ticket_id = r.id), count(*), NULL FROM r WHERE id IN (SELECT ticket_id FROM was_asked)",
    **{f"stars_{n}": OF_STARS.format(f"stars = {n}") for n in range(1, 6)},
    # Callbacks
    "calls": "SELECT count(*), NULL, NULL FROM due",
    "calls_off": "SELECT count(*), NULL, NULL FROM calls WHERE state = 'cancelled'",
    "calls_reached": "SELECT (SELECT count(*) FROM talks), count(*), NULL FROM over",
    "calls_given_up": "SELECT count(*) FILTER (WHERE id NOT IN (SELECT id FROM talks)), count(*), NULL FROM over",
    "calls_open": "SELECT count(*) FILTER (WHERE id NOT IN (SELECT id FROM over)), count(*), NULL FROM due",
    "calls_by_handler": "SELECT count(*) FILTER (WHERE by_handler), count(*), NULL FROM due",
    "calls_on_time": "SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM followup_calltry a WHERE a.callback_id = due.id AND a.at <= due_at AND a.at < %(stop)s)), count(*), NULL FROM due",
    "talk_mean": "SELECT count(*), NULL, avg(talk_s) FROM talks WHERE hung_up_at < %(stop)s",
    "opening_kept": "SELECT count(*) FILTER (WHERE opening_s < 16), count(*), NULL FROM talks WHERE opening_s IS NOT NULL",
    "record_complete": """SELECT (SELECT count(*) FROM books WHERE recorded_at <= record_due_at), count(*), NULL FROM talks
        WHERE hung_up_at < %(stop)s AND (record_due_at < %(stop)s OR id IN (SELECT callback_id FROM books))""",
    "call_rating": "SELECT count(*), NULL, avg(stars) FROM books WHERE stars IS NOT NULL",
    "call_rated": "SELECT count(stars), count(*), NULL FROM books",
    "once_calls": "SELECT count(*) FILTER (WHERE solved), count(*), NULL FROM books WHERE solved IS NOT NULL",
    "warm": "SELECT count(*) FILTER (WHERE NOT robotic AND CASE WHEN warm IS NULL THEN warm_words <> '[]' ELSE warm END), count(*), NULL FROM books",
    "robotic": "SELECT count(*) FILTER (WHERE robotic), count(*), NULL FROM books",
    # Surveys
    "surveys": "SELECT count(*), NULL, NULL FROM asked",
    "surveys_answered": "SELECT count(said_id), count(*), NULL FROM asked",
    "surveys_low": "SELECT count(*) FILTER (WHERE low), count(*), NULL FROM asked WHERE said_id IS NOT NULL",
    "surveys_held": """SELECT count(*), NULL, NULL FROM survey_invitation i WHERE i.made_at >= %(start)s AND i.made_at < %(stop)s AND held_why <> ''
        AND NOT EXISTS (SELECT FROM said WHERE invitation_id = i.id)""",
    "nps": """SELECT count(*), NULL, 100.0 * (count(*) FILTER (WHERE raw IN (9, 10)) - count(*) FILTER (WHERE raw < 7)) / count(*)
        FROM scale WHERE kind = 'nps' AND raw IS NOT NULL""",
    "nps_answered": OF_SCALE.format("nps"),
    "survey_csat": "SELECT count(*), NULL, avg(100 * (raw - 1) / 4.0) FROM scale WHERE kind = 'csat' AND raw IS NOT NULL",
    "csat_answered": OF_SCALE.format("csat"),
    "ces": "SELECT count(*), NULL, avg(raw) FROM scale WHERE kind = 'ces' AND raw IS NOT NULL",
    "ces_answered": OF_SCALE.format("ces"),
    "promoters": NPS_PART.format("> 8"),
    "passives": NPS_PART.format("BETWEEN 7 AND 8"),
    "detractors": NPS_PART.format("< 7"),
}  # fmt: skip
