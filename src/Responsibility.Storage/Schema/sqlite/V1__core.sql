-- The ledger: every fact, in order. Leaf bytes are what is hashed and are never written a second time.
CREATE TABLE ledger (
    position    INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    kind        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    payload     BLOB NOT NULL,
    leaf        BLOB NOT NULL,
    leaf_hash   BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_recorded_at ON ledger (recorded_at, position);

-- What a fact says about persons, member by member, so that each can be shown, or erased, alone.
CREATE TABLE personal (
    position INTEGER NOT NULL,
    member   TEXT NOT NULL,
    salt     BLOB,
    value    TEXT,
    PRIMARY KEY (position, member)
) STRICT, WITHOUT ROWID;

-- Which divisions a fact tells of, written with what it changes: what was derived of any other division still holds.
CREATE TABLE fact_division (
    position    INTEGER NOT NULL,
    division_id INTEGER NOT NULL,
    PRIMARY KEY (position, division_id)
) STRICT, WITHOUT ROWID;

-- Domain tables: only a fact's Apply writes here. A row is one version of a thing: true in the world from valid_from up to
-- valid_until (days, half-open), known to the register from position known_from up to known_until.
CREATE TABLE division (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    level       TEXT NOT NULL,
    parent_id   INTEGER,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX division_code ON division (code, valid_from);
CREATE INDEX division_parent ON division (parent_id, code, level, valid_until, known_until);
CREATE INDEX division_level ON division (level, code);
CREATE INDEX division_known_from ON division (known_from);
CREATE INDEX division_known_until ON division (known_until) WHERE known_until < 9223372036854775807;

-- What changed divisions but did not merely establish one: valid_from is the day of the change, division_id what it is about (of a merge, the result).
CREATE TABLE division_change (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    type        TEXT NOT NULL,
    division_id INTEGER NOT NULL,
    document    TEXT NOT NULL,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX division_change_division ON division_change (division_id, valid_from);

-- Which division came of which, by a split or a merge.
CREATE TABLE division_lineage (
    predecessor_id INTEGER NOT NULL,
    successor_id   INTEGER NOT NULL,
    known_from     INTEGER NOT NULL,
    known_until    INTEGER NOT NULL,
    effective_on   TEXT NOT NULL,
    change_id      INTEGER NOT NULL,
    PRIMARY KEY (predecessor_id, successor_id, known_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX division_lineage_successor ON division_lineage (successor_id);
CREATE INDEX division_lineage_change ON division_lineage (change_id);

CREATE TABLE attribute (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    division_id INTEGER NOT NULL,
    name        TEXT NOT NULL,
    value       REAL,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_division ON attribute (division_id, name, valid_from, valid_until, known_until, value);
CREATE INDEX attribute_name ON attribute (name, division_id);

CREATE TABLE organization (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    division_id INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    parent_id   INTEGER,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_division ON organization (division_id, kind, valid_until, known_until);
CREATE INDEX organization_parent ON organization (parent_id);

CREATE TABLE post (
    id              INTEGER NOT NULL,
    known_from      INTEGER NOT NULL,
    known_until     INTEGER NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT NOT NULL CHECK (valid_from < valid_until),
    organization_id INTEGER NOT NULL,
    position        TEXT NOT NULL,
    title           TEXT NOT NULL,
    rank            TEXT,
    capacity        INTEGER NOT NULL CHECK (capacity > 0),
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_organization ON post (organization_id, position, capacity, valid_until, known_until);
CREATE INDEX post_position ON post (position, organization_id);

CREATE TABLE official (
    id                   INTEGER NOT NULL,
    known_from           INTEGER NOT NULL,
    known_until          INTEGER NOT NULL,
    valid_from           TEXT NOT NULL,
    valid_until          TEXT NOT NULL CHECK (valid_from < valid_until),
    staff_number         TEXT NOT NULL,
    name                 TEXT,
    phone                TEXT,
    home_organization_id INTEGER,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX official_staff_number ON official (staff_number);
CREATE INDEX official_home_organization ON official (home_organization_id);

CREATE TABLE appointment (
    id            INTEGER NOT NULL,
    known_from    INTEGER NOT NULL,
    known_until   INTEGER NOT NULL,
    valid_from    TEXT NOT NULL,
    valid_until   TEXT NOT NULL CHECK (valid_from < valid_until),
    official_id   INTEGER NOT NULL,
    post_id       INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    document      TEXT,
    document_date TEXT,
    end_document  TEXT,
    end_reason    TEXT,
    dispatched_by TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_post ON appointment (post_id, valid_from, kind, valid_until, known_until);
CREATE INDEX appointment_official ON appointment (official_id, valid_from);

CREATE TABLE portfolio (
    id              INTEGER NOT NULL,
    known_from      INTEGER NOT NULL,
    known_until     INTEGER NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT NOT NULL CHECK (valid_from < valid_until),
    post_id         INTEGER,
    organization_id INTEGER,
    programme       TEXT,
    department_id   INTEGER,
    document        TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX portfolio_post ON portfolio (post_id);
CREATE INDEX portfolio_organization ON portfolio (organization_id);
CREATE INDEX portfolio_department ON portfolio (department_id);

CREATE TABLE contact (
    id              INTEGER NOT NULL,
    known_from      INTEGER NOT NULL,
    known_until     INTEGER NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT NOT NULL CHECK (valid_from < valid_until),
    post_id         INTEGER,
    organization_id INTEGER,
    division_id     INTEGER NOT NULL,
    document        TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_post ON contact (post_id);
CREATE INDEX contact_organization ON contact (organization_id);
CREATE INDEX contact_division ON contact (division_id);

CREATE TABLE rule_set (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    name        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_set_name ON rule_set (name, version);

-- What a rule set requires to be filled, one row for each level and each body or position, numbered: what gaps and coverage are asked of.
CREATE TABLE rule_seat (
    rule_set_id       INTEGER NOT NULL,
    seat              INTEGER NOT NULL,
    rule              INTEGER NOT NULL,
    level             TEXT NOT NULL,
    organization_kind TEXT NOT NULL,
    position          TEXT NOT NULL,
    clause            TEXT NOT NULL,
    kind              TEXT NOT NULL,
    grade             TEXT NOT NULL,
    PRIMARY KEY (rule_set_id, level, seat)
) STRICT, WITHOUT ROWID;
-- In which kinds of body a post of that position counts, the expected one first; none here means any.
CREATE TABLE rule_home (
    rule_set_id       INTEGER NOT NULL,
    rule              INTEGER NOT NULL,
    position          TEXT NOT NULL,
    organization_kind TEXT NOT NULL,
    ordinal           INTEGER NOT NULL,
    PRIMARY KEY (rule_set_id, rule, position, organization_kind)
) STRICT, WITHOUT ROWID;
-- Any one of a rule's conditions is enough; no row means always.
CREATE TABLE rule_condition (
    rule_set_id INTEGER NOT NULL,
    rule        INTEGER NOT NULL,
    attribute   TEXT NOT NULL,
    at_least    REAL,
    PRIMARY KEY (rule_set_id, rule, attribute)
) STRICT, WITHOUT ROWID;
-- The programmes to which a rule is confined; no row means all.
CREATE TABLE rule_programme (
    rule_set_id INTEGER NOT NULL,
    rule        INTEGER NOT NULL,
    programme   TEXT NOT NULL,
    PRIMARY KEY (rule_set_id, rule, programme)
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
    id            INTEGER NOT NULL,
    known_from    INTEGER NOT NULL,
    known_until   INTEGER NOT NULL,
    valid_from    TEXT NOT NULL,
    valid_until   TEXT NOT NULL CHECK (valid_from < valid_until),
    parent_id     INTEGER,
    division_id   INTEGER NOT NULL,
    title         TEXT NOT NULL,
    programme     TEXT,
    metric        TEXT,
    quantity      REAL,
    unit          TEXT,
    starts_on     TEXT NOT NULL,
    due_on        TEXT NOT NULL,
    document      TEXT,
    state         TEXT NOT NULL,
    stepped_on    TEXT,
    verified      REAL,
    verifier_id   INTEGER,
    extended_from TEXT,
    approver_id   INTEGER,
    note          TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_division ON task (division_id);
CREATE INDEX task_state ON task (state, due_on);
CREATE INDEX task_parent ON task (parent_id, valid_until, known_until);
CREATE INDEX task_verifier ON task (verifier_id) WHERE verifier_id IS NOT NULL;
CREATE INDEX task_approver ON task (approver_id) WHERE approver_id IS NOT NULL;

-- Who answers for a task: the body, and the post where a post does; holders are found on the day that is asked about.
CREATE TABLE task_bearer (
    task_id         INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL,
    division_id     INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    post_id         INTEGER,
    rule_set_id     INTEGER NOT NULL,
    clause          TEXT NOT NULL,
    kind            TEXT NOT NULL,
    grade           TEXT NOT NULL,
    PRIMARY KEY (task_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_bearer_post ON task_bearer (post_id);
CREATE INDEX task_bearer_organization ON task_bearer (organization_id);

-- The bodies that carry a task out: the first leads (ordinal 0) where there is one, the others assist.
CREATE TABLE task_body (
    task_id         INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    PRIMARY KEY (task_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_body_organization ON task_body (organization_id);

-- How much of a task was done by the day valid_from, counted from its start.
CREATE TABLE progress_report (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    task_id     INTEGER NOT NULL,
    quantity    REAL NOT NULL,
    note        TEXT,
    evidence    TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX progress_report_task ON progress_report (task_id, valid_from, id);

-- What an official did of a duty, from valid_from, the day or the first of the nights, on.
CREATE TABLE duty_record (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    official_id INTEGER NOT NULL,
    act         TEXT NOT NULL,
    obligation  TEXT,
    division_id INTEGER NOT NULL,
    nights      INTEGER NOT NULL CHECK (nights > 0),
    note        TEXT,
    document    TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_record_official ON duty_record (official_id, valid_from);
CREATE INDEX duty_record_division ON duty_record (division_id);

-- That a body below signed a responsibility letter for a year with one above it, from valid_from, the day of signing, on.
CREATE TABLE responsibility_letter (
    id             INTEGER NOT NULL,
    known_from     INTEGER NOT NULL,
    known_until    INTEGER NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_until    TEXT NOT NULL CHECK (valid_from < valid_until),
    year           INTEGER NOT NULL,
    superior_id    INTEGER NOT NULL,
    subordinate_id INTEGER NOT NULL,
    document       TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX responsibility_letter_subordinate ON responsibility_letter (subordinate_id, year);
CREATE INDEX responsibility_letter_superior ON responsibility_letter (superior_id, year);
CREATE INDEX responsibility_letter_year ON responsibility_letter (year, id);

-- That a successor signed for a post, from valid_from, the day of signing, on; predecessor_id is the appointment that ended.
CREATE TABLE handover (
    id             INTEGER NOT NULL,
    known_from     INTEGER NOT NULL,
    known_until    INTEGER NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_until    TEXT NOT NULL CHECK (valid_from < valid_until),
    post_id        INTEGER NOT NULL,
    official_id    INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    predecessor_id INTEGER NOT NULL,
    changed_on     TEXT NOT NULL,
    note           TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_appointment ON handover (appointment_id, post_id);
CREATE INDEX handover_predecessor ON handover (predecessor_id);
CREATE INDEX handover_post ON handover (post_id);
CREATE INDEX handover_official ON handover (official_id);

-- What was handed over, as it was listed when it was signed for.
CREATE TABLE handover_item (
    handover_id INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    noun        TEXT NOT NULL,
    thing_id    INTEGER NOT NULL,
    PRIMARY KEY (handover_id, ordinal)
) STRICT, WITHOUT ROWID;

-- A notice that a task is late (督办单), to a body or a post: its first version is of the day of its issue, a further one of that of its acknowledgement.
CREATE TABLE supervision_notice (
    id              INTEGER NOT NULL,
    known_from      INTEGER NOT NULL,
    known_until     INTEGER NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT NOT NULL CHECK (valid_from < valid_until),
    task_id         INTEGER NOT NULL,
    division_id     INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    post_id         INTEGER,
    rule_set_id     INTEGER NOT NULL,
    clause          TEXT,
    rung            TEXT NOT NULL,
    colour          TEXT NOT NULL,
    reason          TEXT NOT NULL,
    issued_on       TEXT NOT NULL,
    due_on          TEXT NOT NULL,
    working_days    INTEGER NOT NULL,
    gone            REAL NOT NULL,
    done            REAL,
    state           TEXT NOT NULL,
    note            TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX supervision_notice_task ON supervision_notice (task_id);
CREATE INDEX supervision_notice_division ON supervision_notice (division_id);
CREATE INDEX supervision_notice_organization ON supervision_notice (organization_id);
CREATE INDEX supervision_notice_post ON supervision_notice (post_id) WHERE post_id IS NOT NULL;
-- Who verified a task on which day: the body, and the official in it where one is named. overridden: though neither may, for the reason.
CREATE TABLE task_verification (
    id          INTEGER PRIMARY KEY,
    task_id     INTEGER NOT NULL,
    verified_on TEXT NOT NULL,
    verifier_id INTEGER NOT NULL,
    official_id INTEGER,
    passed      INTEGER NOT NULL,
    overridden  INTEGER NOT NULL,
    reason      TEXT
) STRICT;
CREATE INDEX task_verification_task ON task_verification (task_id);
CREATE INDEX task_verification_official ON task_verification (official_id);
CREATE INDEX task_verification_overridden ON task_verification (id) WHERE overridden = 1;

-- What is wrong in a division, found on the day valid_from. How far it is put right is asked of its rectification.
CREATE TABLE problem (
    id            INTEGER NOT NULL,
    known_from    INTEGER NOT NULL,
    known_until   INTEGER NOT NULL,
    valid_from    TEXT NOT NULL,
    valid_until   TEXT NOT NULL CHECK (valid_from < valid_until),
    division_id   INTEGER NOT NULL,
    programme     TEXT,
    source        TEXT NOT NULL,
    inspection_id INTEGER,
    severity      TEXT NOT NULL,
    title         TEXT NOT NULL,
    description   TEXT,
    document      TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX problem_division ON problem (division_id, valid_from);
CREATE INDEX problem_found ON problem (valid_from);
CREATE INDEX problem_inspection ON problem (inspection_id);

-- Which task rectifies which problem: the last one that was not cancelled.
CREATE TABLE rectification (
    id         INTEGER PRIMARY KEY,
    problem_id INTEGER NOT NULL,
    task_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX rectification_problem ON rectification (problem_id, id);
CREATE UNIQUE INDEX rectification_task ON rectification (task_id);

-- scope lists the divisions by id, with commas between.
CREATE TABLE inspection (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    group_id    INTEGER NOT NULL,
    title       TEXT NOT NULL,
    scope       TEXT NOT NULL,
    document    TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_group ON inspection (group_id);

-- The scope of each version of an inspection, division by division, so that inspections are found by theirs.
CREATE TABLE inspection_scope (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    division_id INTEGER NOT NULL,
    PRIMARY KEY (id, known_from, valid_from, division_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_scope_division ON inspection_scope (division_id);

-- Who was detached to an inspection group, and until when that was planned.
CREATE TABLE inspection_member (
    id               INTEGER NOT NULL,
    known_from       INTEGER NOT NULL,
    known_until      INTEGER NOT NULL,
    valid_from       TEXT NOT NULL,
    valid_until      TEXT NOT NULL CHECK (valid_from < valid_until),
    group_id         INTEGER NOT NULL,
    official_id      INTEGER NOT NULL,
    leader           INTEGER NOT NULL,
    detached_from_id INTEGER,
    planned_until    TEXT NOT NULL,
    document         TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_member_group ON inspection_member (group_id);
CREATE INDEX inspection_member_official ON inspection_member (official_id);
CREATE INDEX inspection_member_detached_from ON inspection_member (detached_from_id);

CREATE TABLE accountability_case (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    division_id INTEGER NOT NULL,
    programme   TEXT,
    incident_on TEXT NOT NULL,
    incident_until TEXT NOT NULL CHECK (incident_on < incident_until),
    description TEXT,
    task_id     INTEGER,
    problem_id  INTEGER,
    notice_id   INTEGER,
    complaint   TEXT,
    state       TEXT NOT NULL,
    findings    TEXT,
    note        TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX accountability_case_division ON accountability_case (division_id);
CREATE INDEX accountability_case_task ON accountability_case (task_id);
CREATE INDEX accountability_case_problem ON accountability_case (problem_id);
CREATE INDEX accountability_case_notice ON accountability_case (notice_id);

CREATE TABLE sanction (
    id              INTEGER NOT NULL,
    known_from      INTEGER NOT NULL,
    known_until     INTEGER NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT NOT NULL CHECK (valid_from < valid_until),
    case_id         INTEGER NOT NULL,
    official_id     INTEGER,
    organization_id INTEGER,
    appointment_id  INTEGER,
    post_id         INTEGER,
    rule_set_id     INTEGER NOT NULL,
    clause          TEXT NOT NULL,
    grade           TEXT NOT NULL,
    liability       TEXT,
    form            TEXT NOT NULL,
    proposer_id     INTEGER,
    proposed_on     TEXT,
    decider_id      INTEGER,
    decided_on      TEXT,
    document        TEXT,
    effective_until TEXT,
    state           TEXT NOT NULL,
    stepped_on      TEXT NOT NULL,
    text            TEXT,
    note            TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX sanction_case ON sanction (case_id);
CREATE INDEX sanction_official ON sanction (official_id);
CREATE INDEX sanction_organization ON sanction (organization_id);
CREATE INDEX sanction_appointment ON sanction (appointment_id);
CREATE INDEX sanction_proposer ON sanction (proposer_id);
CREATE INDEX sanction_decider ON sanction (decider_id);

-- That the appraisal of a year was published for a division and all below, by the rule set, as known at position derived_at.
CREATE TABLE appraisal (
    id           INTEGER NOT NULL,
    known_from   INTEGER NOT NULL,
    known_until  INTEGER NOT NULL,
    valid_from   TEXT NOT NULL,
    valid_until  TEXT NOT NULL CHECK (valid_from < valid_until),
    year         INTEGER NOT NULL,
    division_id  INTEGER NOT NULL,
    rule_set_id  INTEGER NOT NULL,
    derived_at   INTEGER NOT NULL,
    publisher_id INTEGER NOT NULL,
    document     TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appraisal_year ON appraisal (year);
CREATE INDEX appraisal_division ON appraisal (division_id);
CREATE INDEX appraisal_publisher ON appraisal (publisher_id);

-- The results that were published, as known from and until a position: an objection may change one, and with it ranks. told: ground, days and marks as JSON.
CREATE TABLE appraisal_result (
    appraisal_id INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    known_from   INTEGER NOT NULL,
    known_until  INTEGER NOT NULL,
    official_id  INTEGER NOT NULL,
    post_id      INTEGER NOT NULL,
    division_id  INTEGER NOT NULL,
    total        REAL,
    band         TEXT,
    place        INTEGER,
    told         TEXT NOT NULL,
    PRIMARY KEY (appraisal_id, ordinal, known_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appraisal_result_official ON appraisal_result (official_id);
CREATE INDEX appraisal_result_post ON appraisal_result (post_id);
CREATE INDEX appraisal_result_division ON appraisal_result (division_id);

-- A score that was entered for an official in a post and a year, 0 to 100.
CREATE TABLE appraisal_score (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_from < valid_until),
    year        INTEGER NOT NULL,
    official_id INTEGER NOT NULL,
    post_id     INTEGER NOT NULL,
    indicator   TEXT NOT NULL,
    score       REAL NOT NULL,
    document    TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appraisal_score_post ON appraisal_score (post_id, year);
CREATE INDEX appraisal_score_official ON appraisal_score (official_id);

CREATE TABLE appraisal_objection (
    id           INTEGER NOT NULL,
    known_from   INTEGER NOT NULL,
    known_until  INTEGER NOT NULL,
    valid_from   TEXT NOT NULL,
    valid_until  TEXT NOT NULL CHECK (valid_from < valid_until),
    appraisal_id INTEGER NOT NULL,
    division_id  INTEGER NOT NULL,
    official_id  INTEGER NOT NULL,
    post_id      INTEGER NOT NULL,
    objected_on  TEXT NOT NULL,
    indicator    TEXT,
    score        REAL,
    decider_id   INTEGER,
    document     TEXT,
    state        TEXT NOT NULL,
    stepped_on   TEXT NOT NULL,
    text         TEXT,
    note         TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appraisal_objection_appraisal ON appraisal_objection (appraisal_id);
CREATE INDEX appraisal_objection_official ON appraisal_objection (official_id);
CREATE INDEX appraisal_objection_post ON appraisal_objection (post_id);
CREATE INDEX appraisal_objection_division ON appraisal_objection (division_id);
CREATE INDEX appraisal_objection_decider ON appraisal_objection (decider_id);

-- Why an official was appointed, from valid_from, the first day of the term, on; sanctions lists by id, with commas between, those that barred it.
CREATE TABLE appointment_confirmation (
    id             INTEGER NOT NULL,
    known_from     INTEGER NOT NULL,
    known_until    INTEGER NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_until    TEXT NOT NULL CHECK (valid_from < valid_until),
    appointment_id INTEGER NOT NULL,
    official_id    INTEGER NOT NULL,
    sanctions      TEXT NOT NULL,
    reason         TEXT,
    PRIMARY KEY (id, known_from, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_confirmation_appointment ON appointment_confirmation (appointment_id);
CREATE INDEX appointment_confirmation_official ON appointment_confirmation (official_id);

-- A version for each secret that a key was given; after its revocation none is open. divisions lists ids with commas between; all where it is null.
CREATE TABLE api_key (
    id          INTEGER NOT NULL,
    known_from  INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    role        TEXT NOT NULL,
    note        TEXT,
    divisions   TEXT,
    expires_at  TEXT,
    PRIMARY KEY (id, known_from)
) STRICT, WITHOUT ROWID;

-- Facts whose personal data were erased, and the fact that says so.
CREATE TABLE erasure (
    position  INTEGER PRIMARY KEY,
    erased_by INTEGER NOT NULL
) STRICT;
CREATE INDEX erasure_erased_by ON erasure (erased_by);

-- Operational tables: outside replay, with their own ids.
-- The tree over the ledger's leaf hashes, 256 of a level in a row. Level 0 has full tiles only: the one that grows is what ledger.leaf_hash ends with.
CREATE TABLE tile (
    level  INTEGER NOT NULL,
    idx    INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT;

-- The last checkpoint that was signed of each incarnation of the ledger; a further incarnation says from which checkpoint it departs, and up to
-- which size both are known to be the same.
CREATE TABLE checkpoint (
    incarnation  INTEGER PRIMARY KEY,
    size         INTEGER NOT NULL,
    note         TEXT NOT NULL,
    verifier_key TEXT NOT NULL,
    signed_at    TEXT NOT NULL,
    departs_from TEXT,
    shared_size  INTEGER
) STRICT;

-- Which process may do what only one does at a time.
CREATE TABLE lease (
    task   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  TEXT NOT NULL
) STRICT;

-- Which days were looked at for what is late, by whom, and what came of it.
CREATE TABLE supervision_run (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    day         TEXT NOT NULL,
    actor       TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    late        INTEGER NOT NULL,
    blue        INTEGER NOT NULL,
    yellow      INTEGER NOT NULL,
    red         INTEGER NOT NULL
) STRICT;
CREATE INDEX supervision_run_day ON supervision_run (day, actor);

-- By what a key is recognised: a keyed hash of it. One that was replaced is taken until ends_at; rows stay, so that a key which was once taken never becomes another.
CREATE TABLE api_key_secret (
    digest  BLOB PRIMARY KEY,
    key_id  INTEGER NOT NULL,
    ends_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_secret_key ON api_key_secret (key_id);

-- When a key was last used, to the minute.
CREATE TABLE api_key_use (
    key_id       INTEGER PRIMARY KEY,
    last_used_at TEXT NOT NULL
) STRICT;

-- Who read what only some may read: telephones that were unmasked, and whatever tells of sanctions. Outside the ledger, since a reason may say something of persons.
CREATE TABLE access_log (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    actor     TEXT NOT NULL,
    operation TEXT NOT NULL,
    noun      TEXT NOT NULL,
    thing     INTEGER,
    reason    TEXT
) STRICT;
CREATE INDEX access_log_actor ON access_log (actor, id);
CREATE INDEX access_log_thing ON access_log (noun, thing, id);

CREATE TABLE idempotency (
    actor      TEXT NOT NULL,
    operation  TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  BLOB NOT NULL,
    answer     TEXT NOT NULL,
    stored_at  TEXT NOT NULL,
    PRIMARY KEY (actor, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_stored_at ON idempotency (stored_at);

CREATE TABLE import_job (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    type         TEXT NOT NULL,
    state        TEXT NOT NULL,
    params       TEXT NOT NULL,
    file_name    TEXT,
    sha256       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    divisions    TEXT,
    language     TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    started_at   TEXT,
    finished_at  TEXT,
    lease        TEXT,
    leased_until TEXT,
    header       TEXT,
    rows_done    INTEGER NOT NULL DEFAULT 0,
    report       TEXT NOT NULL
) STRICT;
CREATE INDEX import_job_state ON import_job (state, id);

CREATE TABLE import_upload (
    job_id INTEGER NOT NULL,
    part   INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (job_id, part)
) STRICT, WITHOUT ROWID;

-- Between which positions each chunk of an import recorded, both of them its own: what a reversal goes by.
CREATE TABLE import_fact (
    job_id INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (job_id, first)
) STRICT, WITHOUT ROWID;

-- The things of which the rows of an import spoke, where those of which none does are to end.
CREATE TABLE import_seen (
    job_id   INTEGER NOT NULL,
    thing_id INTEGER NOT NULL,
    PRIMARY KEY (job_id, thing_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_reject (
    job_id  INTEGER NOT NULL,
    row     INTEGER NOT NULL,
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    raw     TEXT NOT NULL,
    PRIMARY KEY (job_id, row)
) STRICT, WITHOUT ROWID;

-- Names by single characters, so that two of them are enough to search for (unicode61 keeps each character apart once they are spaced).
CREATE VIRTUAL TABLE name_search USING fts5 (noun, chars, thing UNINDEXED, tokenize = "unicode61 remove_diacritics 0");
INSERT INTO name_search (name_search, rank) VALUES ('secure-delete', 1);

-- Verifications of the ledger, as jobs; operational.
CREATE TABLE verification (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    state        TEXT NOT NULL,
    replay       INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    started_at   TEXT,
    finished_at  TEXT,
    lease        TEXT,
    leased_until TEXT,
    progress     TEXT,
    outcome      TEXT
) STRICT;
CREATE INDEX verification_state ON verification (state, id);

-- The tables themselves, for those questions of a caller with a scope that must see beyond it: there each is hidden behind a view of its name.
CREATE VIEW any_division AS SELECT * FROM division;
CREATE VIEW any_division_change AS SELECT * FROM division_change;
CREATE VIEW any_division_lineage AS SELECT * FROM division_lineage;
CREATE VIEW any_attribute AS SELECT * FROM attribute;
CREATE VIEW any_organization AS SELECT * FROM organization;
CREATE VIEW any_post AS SELECT * FROM post;
CREATE VIEW any_official AS SELECT * FROM official;
CREATE VIEW any_appointment AS SELECT * FROM appointment;
CREATE VIEW any_portfolio AS SELECT * FROM portfolio;
CREATE VIEW any_contact AS SELECT * FROM contact;
CREATE VIEW any_task AS SELECT * FROM task;
CREATE VIEW any_task_bearer AS SELECT * FROM task_bearer;
CREATE VIEW any_task_body AS SELECT * FROM task_body;
CREATE VIEW any_task_verification AS SELECT * FROM task_verification;
CREATE VIEW any_progress_report AS SELECT * FROM progress_report;
CREATE VIEW any_supervision_notice AS SELECT * FROM supervision_notice;
CREATE VIEW any_problem AS SELECT * FROM problem;
CREATE VIEW any_rectification AS SELECT * FROM rectification;
CREATE VIEW any_inspection AS SELECT * FROM inspection;
CREATE VIEW any_inspection_scope AS SELECT * FROM inspection_scope;
CREATE VIEW any_inspection_member AS SELECT * FROM inspection_member;
CREATE VIEW any_duty_record AS SELECT * FROM duty_record;
CREATE VIEW any_responsibility_letter AS SELECT * FROM responsibility_letter;
CREATE VIEW any_handover AS SELECT * FROM handover;
CREATE VIEW any_handover_item AS SELECT * FROM handover_item;
CREATE VIEW any_accountability_case AS SELECT * FROM accountability_case;
CREATE VIEW any_sanction AS SELECT * FROM sanction;
CREATE VIEW any_appraisal AS SELECT * FROM appraisal;
CREATE VIEW any_appraisal_result AS SELECT * FROM appraisal_result;
CREATE VIEW any_appraisal_score AS SELECT * FROM appraisal_score;
CREATE VIEW any_appraisal_objection AS SELECT * FROM appraisal_objection;
CREATE VIEW any_appointment_confirmation AS SELECT * FROM appointment_confirmation;
