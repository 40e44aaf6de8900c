-- The ledger: every fact, in order. Leaf bytes are what is hashed and are never written a second time.
CREATE TABLE ledger (
    position    bigint PRIMARY KEY,
    recorded_at text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    actor       text COLLATE "C" NOT NULL,
    payload     bytea NOT NULL,
    leaf        bytea NOT NULL,
    leaf_hash   bytea NOT NULL
);
CREATE INDEX ledger_recorded_at ON ledger (recorded_at, position);

-- What a fact says about persons, member by member, so that each can be shown, or erased, alone.
CREATE TABLE personal (
    position bigint NOT NULL,
    member   text COLLATE "C" NOT NULL,
    salt     bytea,
    value    text COLLATE "C",
    PRIMARY KEY (position, member)
);

-- Which divisions a fact tells of, written with what it changes: what was derived of any other division still holds.
CREATE TABLE fact_division (
    position    bigint NOT NULL,
    division_id bigint NOT NULL,
    PRIMARY KEY (position, division_id)
);

-- Domain tables: only a fact's Apply writes here. A row is one version of a thing: true in the world from valid_from up to
-- valid_until (days, half-open), known to the register from position known_from up to known_until.
CREATE TABLE division (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    code        text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    level       text COLLATE "C" NOT NULL,
    parent_id   bigint,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX division_code ON division (code, valid_from);
CREATE INDEX division_parent ON division (parent_id, code);
CREATE INDEX division_level ON division (level, code);
CREATE INDEX division_known_from ON division (known_from);
CREATE INDEX division_known_until ON division (known_until) WHERE known_until < 9223372036854775807;

-- What changed divisions but did not merely establish one: valid_from is the day of the change, division_id what it is about (of a merge, the result).
CREATE TABLE division_change (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    type        text COLLATE "C" NOT NULL,
    division_id bigint NOT NULL,
    document    text COLLATE "C" NOT NULL,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX division_change_division ON division_change (division_id, valid_from);

-- Which division came of which, by a split or a merge.
CREATE TABLE division_lineage (
    predecessor_id bigint NOT NULL,
    successor_id   bigint NOT NULL,
    known_from     bigint NOT NULL,
    known_until    bigint NOT NULL,
    effective_on   date NOT NULL,
    change_id      bigint NOT NULL,
    PRIMARY KEY (predecessor_id, successor_id, known_from)
);
CREATE INDEX division_lineage_successor ON division_lineage (successor_id);
CREATE INDEX division_lineage_change ON division_lineage (change_id);

CREATE TABLE attribute (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    division_id bigint NOT NULL,
    name        text COLLATE "C" NOT NULL,
    value       double precision,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX attribute_division ON attribute (division_id, name, valid_from);
CREATE INDEX attribute_name ON attribute (name, division_id);

CREATE TABLE organization (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    division_id bigint NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    parent_id   bigint,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX organization_division ON organization (division_id, kind);
CREATE INDEX organization_parent ON organization (parent_id);

CREATE TABLE post (
    id              bigint NOT NULL,
    known_from      bigint NOT NULL,
    known_until     bigint NOT NULL,
    valid_from      date NOT NULL,
    valid_until     date NOT NULL CHECK (valid_from < valid_until),
    organization_id bigint NOT NULL,
    position        text COLLATE "C" NOT NULL,
    title           text COLLATE "C" NOT NULL,
    rank            text COLLATE "C",
    capacity        bigint NOT NULL CHECK (capacity > 0),
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX post_organization ON post (organization_id, position);
CREATE INDEX post_position ON post (position, organization_id);

CREATE TABLE official (
    id                   bigint NOT NULL,
    known_from           bigint NOT NULL,
    known_until          bigint NOT NULL,
    valid_from           date NOT NULL,
    valid_until          date NOT NULL CHECK (valid_from < valid_until),
    staff_number         text COLLATE "C" NOT NULL,
    name                 text COLLATE "C",
    phone                text COLLATE "C",
    home_organization_id bigint,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX official_staff_number ON official (staff_number);
CREATE INDEX official_home_organization ON official (home_organization_id);

CREATE TABLE appointment (
    id            bigint NOT NULL,
    known_from    bigint NOT NULL,
    known_until   bigint NOT NULL,
    valid_from    date NOT NULL,
    valid_until   date NOT NULL CHECK (valid_from < valid_until),
    official_id   bigint NOT NULL,
    post_id       bigint NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    document      text COLLATE "C",
    document_date date,
    end_document  text COLLATE "C",
    end_reason    text COLLATE "C",
    dispatched_by text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX appointment_post ON appointment (post_id, valid_from);
CREATE INDEX appointment_official ON appointment (official_id, valid_from);

CREATE TABLE portfolio (
    id              bigint NOT NULL,
    known_from      bigint NOT NULL,
    known_until     bigint NOT NULL,
    valid_from      date NOT NULL,
    valid_until     date NOT NULL CHECK (valid_from < valid_until),
    post_id         bigint,
    organization_id bigint,
    programme       text COLLATE "C",
    department_id   bigint,
    document        text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX portfolio_post ON portfolio (post_id);
CREATE INDEX portfolio_organization ON portfolio (organization_id);
CREATE INDEX portfolio_department ON portfolio (department_id);

CREATE TABLE contact (
    id              bigint NOT NULL,
    known_from      bigint NOT NULL,
    known_until     bigint NOT NULL,
    valid_from      date NOT NULL,
    valid_until     date NOT NULL CHECK (valid_from < valid_until),
    post_id         bigint,
    organization_id bigint,
    division_id     bigint NOT NULL,
    document        text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX contact_post ON contact (post_id);
CREATE INDEX contact_organization ON contact (organization_id);
CREATE INDEX contact_division ON contact (division_id);

CREATE TABLE rule_set (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    name        text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX rule_set_name ON rule_set (name, version);

-- What a rule set requires to be filled, one row for each level and each body or position, numbered: what gaps and coverage are asked of.
CREATE TABLE rule_seat (
    rule_set_id       bigint NOT NULL,
    seat              bigint NOT NULL,
    rule              bigint NOT NULL,
    level             text COLLATE "C" NOT NULL,
    organization_kind text COLLATE "C" NOT NULL,
    position          text COLLATE "C" NOT NULL,
    clause            text COLLATE "C" NOT NULL,
    kind              text COLLATE "C" NOT NULL,
    grade             text COLLATE "C" NOT NULL,
    PRIMARY KEY (rule_set_id, level, seat)
);
-- In which kinds of body a post of that position counts, the expected one first; none here means any.
CREATE TABLE rule_home (
    rule_set_id       bigint NOT NULL,
    rule              bigint NOT NULL,
    position          text COLLATE "C" NOT NULL,
    organization_kind text COLLATE "C" NOT NULL,
    ordinal           bigint NOT NULL,
    PRIMARY KEY (rule_set_id, rule, position, organization_kind)
);
-- Any one of a rule's conditions is enough; no row means always.
CREATE TABLE rule_condition (
    rule_set_id bigint NOT NULL,
    rule        bigint NOT NULL,
    attribute   text COLLATE "C" NOT NULL,
    at_least    double precision,
    PRIMARY KEY (rule_set_id, rule, attribute)
);
-- The programmes to which a rule is confined; no row means all.
CREATE TABLE rule_programme (
    rule_set_id bigint NOT NULL,
    rule        bigint NOT NULL,
    programme   text COLLATE "C" NOT NULL,
    PRIMARY KEY (rule_set_id, rule, programme)
);

CREATE TABLE task (
    id            bigint NOT NULL,
    known_from    bigint NOT NULL,
    known_until   bigint NOT NULL,
    valid_from    date NOT NULL,
    valid_until   date NOT NULL CHECK (valid_from < valid_until),
    parent_id     bigint,
    division_id   bigint NOT NULL,
    title         text COLLATE "C" NOT NULL,
    programme     text COLLATE "C",
    metric        text COLLATE "C",
    quantity      double precision,
    unit          text COLLATE "C",
    starts_on     date NOT NULL,
    due_on        date NOT NULL,
    document      text COLLATE "C",
    state         text COLLATE "C" NOT NULL,
    stepped_on    date,
    verified      double precision,
    verifier_id   bigint,
    extended_from date,
    approver_id   bigint,
    note          text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX task_division ON task (division_id);
CREATE INDEX task_state ON task (state, due_on);
CREATE INDEX task_parent ON task (parent_id, valid_until, known_until);
CREATE INDEX task_verifier ON task (verifier_id) WHERE verifier_id IS NOT NULL;
CREATE INDEX task_approver ON task (approver_id) WHERE approver_id IS NOT NULL;

-- Who answers for a task: the body, and the post where a post does; holders are found on the day that is asked about.
CREATE TABLE task_bearer (
    task_id         bigint NOT NULL,
    ordinal         bigint NOT NULL,
    division_id     bigint NOT NULL,
    organization_id bigint NOT NULL,
    post_id         bigint,
    rule_set_id     bigint NOT NULL,
    clause          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    grade           text COLLATE "C" NOT NULL,
    PRIMARY KEY (task_id, ordinal)
);
CREATE INDEX task_bearer_post ON task_bearer (post_id);
CREATE INDEX task_bearer_organization ON task_bearer (organization_id);

-- The bodies that carry a task out: the first leads (ordinal 0) where there is one, the others assist.
CREATE TABLE task_body (
    task_id         bigint NOT NULL,
    ordinal         bigint NOT NULL,
    organization_id bigint NOT NULL,
    PRIMARY KEY (task_id, ordinal)
);
CREATE INDEX task_body_organization ON task_body (organization_id);

-- How much of a task was done by the day valid_from, counted from its start.
CREATE TABLE progress_report (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    task_id     bigint NOT NULL,
    quantity    double precision NOT NULL,
    note        text COLLATE "C",
    evidence    text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX progress_report_task ON progress_report (task_id, valid_from, id);

-- What an official did of a duty, from valid_from, the day or the first of the nights, on.
CREATE TABLE duty_record (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    official_id bigint NOT NULL,
    act         text COLLATE "C" NOT NULL,
    obligation  text COLLATE "C",
    division_id bigint NOT NULL,
    nights      bigint NOT NULL CHECK (nights > 0),
    note        text COLLATE "C",
    document    text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX duty_record_official ON duty_record (official_id, valid_from);
CREATE INDEX duty_record_division ON duty_record (division_id);

-- That a body below signed a responsibility letter for a year with one above it, from valid_from, the day of signing, on.
CREATE TABLE responsibility_letter (
    id             bigint NOT NULL,
    known_from     bigint NOT NULL,
    known_until    bigint NOT NULL,
    valid_from     date NOT NULL,
    valid_until    date NOT NULL CHECK (valid_from < valid_until),
    year           bigint NOT NULL,
    superior_id    bigint NOT NULL,
    subordinate_id bigint NOT NULL,
    document       text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX responsibility_letter_subordinate ON responsibility_letter (subordinate_id, year);
CREATE INDEX responsibility_letter_superior ON responsibility_letter (superior_id, year);
CREATE INDEX responsibility_letter_year ON responsibility_letter (year, id);

-- That a successor signed for a post, from valid_from, the day of signing, on; predecessor_id is the appointment that ended.
CREATE TABLE handover (
    id             bigint NOT NULL,
    known_from     bigint NOT NULL,
    known_until    bigint NOT NULL,
    valid_from     date NOT NULL,
    valid_until    date NOT NULL CHECK (valid_from < valid_until),
    post_id        bigint NOT NULL,
    official_id    bigint NOT NULL,
    appointment_id bigint NOT NULL,
    predecessor_id bigint NOT NULL,
    changed_on     date NOT NULL,
    note           text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX handover_appointment ON handover (appointment_id, post_id);
CREATE INDEX handover_predecessor ON handover (predecessor_id);
CREATE INDEX handover_post ON handover (post_id);
CREATE INDEX handover_official ON handover (official_id);

-- What was handed over, as it was listed when it was signed for.
CREATE TABLE handover_item (
    handover_id bigint NOT NULL,
    ordinal     bigint NOT NULL,
    noun        text COLLATE "C" NOT NULL,
    thing_id    bigint NOT NULL,
    PRIMARY KEY (handover_id, ordinal)
);

-- A notice that a task is late (督办单), to a body or a post: its first version is of the day of its issue, a further one of that of its acknowledgement.
CREATE TABLE supervision_notice (
    id              bigint NOT NULL,
    known_from      bigint NOT NULL,
    known_until     bigint NOT NULL,
    valid_from      date NOT NULL,
    valid_until     date NOT NULL CHECK (valid_from < valid_until),
    task_id         bigint NOT NULL,
    division_id     bigint NOT NULL,
    organization_id bigint NOT NULL,
    post_id         bigint,
    rule_set_id     bigint NOT NULL,
    clause          text COLLATE "C",
    rung            text COLLATE "C" NOT NULL,
    colour          text COLLATE "C" NOT NULL,
    reason          text COLLATE "C" NOT NULL,
    issued_on       date NOT NULL,
    due_on          date NOT NULL,
    working_days    bigint NOT NULL,
    gone            double precision NOT NULL,
    done            double precision,
    state           text COLLATE "C" NOT NULL,
    note            text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX supervision_notice_task ON supervision_notice (task_id);
CREATE INDEX supervision_notice_division ON supervision_notice (division_id);
CREATE INDEX supervision_notice_organization ON supervision_notice (organization_id);
CREATE INDEX supervision_notice_post ON supervision_notice (post_id) WHERE post_id IS NOT NULL;
-- Who verified a task on which day: the body, and the official in it where one is named. overridden: though neither may, for the reason.
CREATE TABLE task_verification (
    id          bigint PRIMARY KEY,
    task_id     bigint NOT NULL,
    verified_on date NOT NULL,
    verifier_id bigint NOT NULL,
    official_id bigint,
    passed      bigint NOT NULL,
    overridden  bigint NOT NULL,
    reason      text COLLATE "C"
);
CREATE INDEX task_verification_task ON task_verification (task_id);
CREATE INDEX task_verification_official ON task_verification (official_id);
CREATE INDEX task_verification_overridden ON task_verification (id) WHERE overridden = 1;

-- What is wrong in a division, found on the day valid_from. How far it is put right is asked of its rectification.
CREATE TABLE problem (
    id            bigint NOT NULL,
    known_from    bigint NOT NULL,
    known_until   bigint NOT NULL,
    valid_from    date NOT NULL,
    valid_until   date NOT NULL CHECK (valid_from < valid_until),
    division_id   bigint NOT NULL,
    programme     text COLLATE "C",
    source        text COLLATE "C" NOT NULL,
    inspection_id bigint,
    severity      text COLLATE "C" NOT NULL,
    title         text COLLATE "C" NOT NULL,
    description   text COLLATE "C",
    document      text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX problem_division ON problem (division_id, valid_from);
CREATE INDEX problem_found ON problem (valid_from);
CREATE INDEX problem_inspection ON problem (inspection_id);

-- Which task rectifies which problem: the last one that was not cancelled.
CREATE TABLE rectification (
    id         bigint PRIMARY KEY,
    problem_id bigint NOT NULL,
    task_id    bigint NOT NULL
);
CREATE INDEX rectification_problem ON rectification (problem_id, id);
CREATE UNIQUE INDEX rectification_task ON rectification (task_id);

-- scope lists the divisions by id, with commas between.
CREATE TABLE inspection (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    group_id    bigint NOT NULL,
    title       text COLLATE "C" NOT NULL,
    scope       text COLLATE "C" NOT NULL,
    document    text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX inspection_group ON inspection (group_id);

-- The scope of each version of an inspection, division by division, so that inspections are found by theirs.
CREATE TABLE inspection_scope (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    valid_from  date NOT NULL,
    division_id bigint NOT NULL,
    PRIMARY KEY (id, known_from, valid_from, division_id)
);
CREATE INDEX inspection_scope_division ON inspection_scope (division_id);

-- Who was detached to an inspection group, and until when that was planned.
CREATE TABLE inspection_member (
    id               bigint NOT NULL,
    known_from       bigint NOT NULL,
    known_until      bigint NOT NULL,
    valid_from       date NOT NULL,
    valid_until      date NOT NULL CHECK (valid_from < valid_until),
    group_id         bigint NOT NULL,
    official_id      bigint NOT NULL,
    leader           bigint NOT NULL,
    detached_from_id bigint,
    planned_until    date NOT NULL,
    document         text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX inspection_member_group ON inspection_member (group_id);
CREATE INDEX inspection_member_official ON inspection_member (official_id);
CREATE INDEX inspection_member_detached_from ON inspection_member (detached_from_id);

CREATE TABLE accountability_case (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    division_id bigint NOT NULL,
    programme   text COLLATE "C",
    incident_on date NOT NULL,
    incident_until date NOT NULL CHECK (incident_on < incident_until),
    description text COLLATE "C",
    task_id     bigint,
    problem_id  bigint,
    notice_id   bigint,
    complaint   text COLLATE "C",
    state       text COLLATE "C" NOT NULL,
    findings    text COLLATE "C",
    note        text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX accountability_case_division ON accountability_case (division_id);
CREATE INDEX accountability_case_task ON accountability_case (task_id);
CREATE INDEX accountability_case_problem ON accountability_case (problem_id);
CREATE INDEX accountability_case_notice ON accountability_case (notice_id);

CREATE TABLE sanction (
    id              bigint NOT NULL,
    known_from      bigint NOT NULL,
    known_until     bigint NOT NULL,
    valid_from      date NOT NULL,
    valid_until     date NOT NULL CHECK (valid_from < valid_until),
    case_id         bigint NOT NULL,
    official_id     bigint,
    organization_id bigint,
    appointment_id  bigint,
    post_id         bigint,
    rule_set_id     bigint NOT NULL,
    clause          text COLLATE "C" NOT NULL,
    grade           text COLLATE "C" NOT NULL,
    liability       text COLLATE "C",
    form            text COLLATE "C" NOT NULL,
    proposer_id     bigint,
    proposed_on     date,
    decider_id      bigint,
    decided_on      date,
    document        text COLLATE "C",
    effective_until date,
    state           text COLLATE "C" NOT NULL,
    stepped_on      date NOT NULL,
    text            text COLLATE "C",
    note            text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX sanction_case ON sanction (case_id);
CREATE INDEX sanction_official ON sanction (official_id);
CREATE INDEX sanction_organization ON sanction (organization_id);
CREATE INDEX sanction_appointment ON sanction (appointment_id);
CREATE INDEX sanction_proposer ON sanction (proposer_id);
CREATE INDEX sanction_decider ON sanction (decider_id);

-- That the appraisal of a year was published for a division and all below, by the rule set, as known at position derived_at.
CREATE TABLE appraisal (
    id           bigint NOT NULL,
    known_from   bigint NOT NULL,
    known_until  bigint NOT NULL,
    valid_from   date NOT NULL,
    valid_until  date NOT NULL CHECK (valid_from < valid_until),
    year         bigint NOT NULL,
    division_id  bigint NOT NULL,
    rule_set_id  bigint NOT NULL,
    derived_at   bigint NOT NULL,
    publisher_id bigint NOT NULL,
    document     text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX appraisal_year ON appraisal (year);
CREATE INDEX appraisal_division ON appraisal (division_id);
CREATE INDEX appraisal_publisher ON appraisal (publisher_id);

-- The results that were published, as known from and until a position: an objection may change one, and with it ranks. told: ground, days and marks as JSON.
CREATE TABLE appraisal_result (
    appraisal_id bigint NOT NULL,
    ordinal      bigint NOT NULL,
    known_from   bigint NOT NULL,
    known_until  bigint NOT NULL,
    official_id  bigint NOT NULL,
    post_id      bigint NOT NULL,
    division_id  bigint NOT NULL,
    total        double precision,
    band         text COLLATE "C",
    place        bigint,
    told         text COLLATE "C" NOT NULL,
    PRIMARY KEY (appraisal_id, ordinal, known_from)
);
CREATE INDEX appraisal_result_official ON appraisal_result (official_id);
CREATE INDEX appraisal_result_post ON appraisal_result (post_id);
CREATE INDEX appraisal_result_division ON appraisal_result (division_id);

-- A score that was entered for an official in a post and a year, 0 to 100.
CREATE TABLE appraisal_score (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_from < valid_until),
    year        bigint NOT NULL,
    official_id bigint NOT NULL,
    post_id     bigint NOT NULL,
    indicator   text COLLATE "C" NOT NULL,
    score       double precision NOT NULL,
    document    text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX appraisal_score_post ON appraisal_score (post_id, year);
CREATE INDEX appraisal_score_official ON appraisal_score (official_id);

CREATE TABLE appraisal_objection (
    id           bigint NOT NULL,
    known_from   bigint NOT NULL,
    known_until  bigint NOT NULL,
    valid_from   date NOT NULL,
    valid_until  date NOT NULL CHECK (valid_from < valid_until),
    appraisal_id bigint NOT NULL,
    division_id  bigint NOT NULL,
    official_id  bigint NOT NULL,
    post_id      bigint NOT NULL,
    objected_on  date NOT NULL,
    indicator    text COLLATE "C",
    score        double precision,
    decider_id   bigint,
    document     text COLLATE "C",
    state        text COLLATE "C" NOT NULL,
    stepped_on   date NOT NULL,
    text         text COLLATE "C",
    note         text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX appraisal_objection_appraisal ON appraisal_objection (appraisal_id);
CREATE INDEX appraisal_objection_official ON appraisal_objection (official_id);
CREATE INDEX appraisal_objection_post ON appraisal_objection (post_id);
CREATE INDEX appraisal_objection_division ON appraisal_objection (division_id);
CREATE INDEX appraisal_objection_decider ON appraisal_objection (decider_id);

-- Why an official was appointed, from valid_from, the first day of the term, on; sanctions lists by id, with commas between, those that barred it.
CREATE TABLE appointment_confirmation (
    id             bigint NOT NULL,
    known_from     bigint NOT NULL,
    known_until    bigint NOT NULL,
    valid_from     date NOT NULL,
    valid_until    date NOT NULL CHECK (valid_from < valid_until),
    appointment_id bigint NOT NULL,
    official_id    bigint NOT NULL,
    sanctions      text COLLATE "C" NOT NULL,
    reason         text COLLATE "C",
    PRIMARY KEY (id, known_from, valid_from)
);
CREATE INDEX appointment_confirmation_appointment ON appointment_confirmation (appointment_id);
CREATE INDEX appointment_confirmation_official ON appointment_confirmation (official_id);

-- A version for each secret that a key was given; after its revocation none is open. divisions lists ids with commas between; all where it is null.
CREATE TABLE api_key (
    id          bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_until bigint NOT NULL,
    role        text COLLATE "C" NOT NULL,
    note        text COLLATE "C",
    divisions   text COLLATE "C",
    expires_at  text COLLATE "C",
    PRIMARY KEY (id, known_from)
);

-- Facts whose personal data were erased, and the fact that says so.
CREATE TABLE erasure (
    position  bigint PRIMARY KEY,
    erased_by bigint NOT NULL
);
CREATE INDEX erasure_erased_by ON erasure (erased_by);

-- Operational tables: outside replay, with their own ids.
-- The tree over the ledger's leaf hashes, 256 of a level in a row. Level 0 has full tiles only: the one that grows is what ledger.leaf_hash ends with.
CREATE TABLE tile (
    level  bigint NOT NULL,
    idx    bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, idx)
);
-- Hashes do not get smaller.
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- The last checkpoint that was signed of each incarnation of the ledger; a further incarnation says from which checkpoint it departs, and up to
-- which size both are known to be the same.
CREATE TABLE checkpoint (
    incarnation  bigint PRIMARY KEY,
    size         bigint NOT NULL,
    note         text COLLATE "C" NOT NULL,
    verifier_key text COLLATE "C" NOT NULL,
    signed_at    text COLLATE "C" NOT NULL,
    departs_from text COLLATE "C",
    shared_size  bigint
);

-- Which process may do what only one does at a time.
CREATE TABLE lease (
    task   text COLLATE "C" PRIMARY KEY,
    holder text COLLATE "C" NOT NULL,
    until  text COLLATE "C" NOT NULL
);

-- Which days were looked at for what is late, by whom, and what came of it.
CREATE TABLE supervision_run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day         date NOT NULL,
    actor       text COLLATE "C" NOT NULL,
    started_at  text COLLATE "C" NOT NULL,
    finished_at text COLLATE "C" NOT NULL,
    late        bigint NOT NULL,
    blue        bigint NOT NULL,
    yellow      bigint NOT NULL,
    red         bigint NOT NULL
);
CREATE INDEX supervision_run_day ON supervision_run (day, actor);

-- By what a key is recognised: a keyed hash of it. One that was replaced is taken until ends_at; rows stay, so that a key which was once taken never becomes another.
CREATE TABLE api_key_secret (
    digest  bytea PRIMARY KEY,
    key_id  bigint NOT NULL,
    ends_at text COLLATE "C"
);
CREATE INDEX api_key_secret_key ON api_key_secret (key_id);

-- When a key was last used, to the minute.
CREATE TABLE api_key_use (
    key_id       bigint PRIMARY KEY,
    last_used_at text COLLATE "C" NOT NULL
);

-- Who read what only some may read: telephones that were unmasked, and whatever tells of sanctions. Outside the ledger, since a reason may say something of persons.
CREATE TABLE access_log (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        text COLLATE "C" NOT NULL,
    actor     text COLLATE "C" NOT NULL,
    operation text COLLATE "C" NOT NULL,
    noun      text COLLATE "C" NOT NULL,
    thing     bigint,
    reason    text COLLATE "C"
);
CREATE INDEX access_log_actor ON access_log (actor, id);
CREATE INDEX access_log_thing ON access_log (noun, thing, id);

CREATE TABLE idempotency (
    actor      text COLLATE "C" NOT NULL,
    operation  text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    body_hash  bytea NOT NULL,
    answer     text COLLATE "C" NOT NULL,
    stored_at  text COLLATE "C" NOT NULL,
    PRIMARY KEY (actor, operation, key)
);
CREATE INDEX idempotency_stored_at ON idempotency (stored_at);

CREATE TABLE import_job (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type         text COLLATE "C" NOT NULL,
    state        text COLLATE "C" NOT NULL,
    params       text COLLATE "C" NOT NULL,
    file_name    text COLLATE "C",
    sha256       text COLLATE "C" NOT NULL,
    actor        text COLLATE "C" NOT NULL,
    divisions    text COLLATE "C",
    language     text COLLATE "C" NOT NULL,
    created_at   text COLLATE "C" NOT NULL,
    started_at   text COLLATE "C",
    finished_at  text COLLATE "C",
    lease        text COLLATE "C",
    leased_until text COLLATE "C",
    header       text COLLATE "C",
    rows_done    bigint NOT NULL DEFAULT 0,
    report       text COLLATE "C" NOT NULL
);
CREATE INDEX import_job_state ON import_job (state, id);

CREATE TABLE import_upload (
    job_id bigint NOT NULL,
    part   bigint NOT NULL,
    bytes  bytea NOT NULL,
    PRIMARY KEY (job_id, part)
);

-- Between which positions each chunk of an import recorded, both of them its own: what a reversal goes by.
CREATE TABLE import_fact (
    job_id bigint NOT NULL,
    first  bigint NOT NULL,
    last   bigint NOT NULL,
    PRIMARY KEY (job_id, first)
);

-- The things of which the rows of an import spoke, where those of which none does are to end.
CREATE TABLE import_seen (
    job_id   bigint NOT NULL,
    thing_id bigint NOT NULL,
    PRIMARY KEY (job_id, thing_id)
);

CREATE TABLE import_reject (
    job_id  bigint NOT NULL,
    row     bigint NOT NULL,
    code    text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    raw     text COLLATE "C" NOT NULL,
    PRIMARY KEY (job_id, row)
);

-- Names by single characters, so that two of them are enough to search for; an array, since no text search parser splits Chinese.
CREATE TABLE name_search (
    thing bigint NOT NULL,
    noun  text COLLATE "C" NOT NULL,
    chars text[] COLLATE "C" NOT NULL
);
CREATE INDEX name_search_thing ON name_search (thing);
CREATE INDEX name_search_chars ON name_search USING gin (chars);

-- Verifications of the ledger, as jobs; operational.
CREATE TABLE verification (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state        text COLLATE "C" NOT NULL,
    replay       boolean NOT NULL,
    actor        text COLLATE "C" NOT NULL,
    created_at   text COLLATE "C" NOT NULL,
    started_at   text COLLATE "C",
    finished_at  text COLLATE "C",
    lease        text COLLATE "C",
    leased_until text COLLATE "C",
    progress     text COLLATE "C",
    outcome      text COLLATE "C"
);
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
