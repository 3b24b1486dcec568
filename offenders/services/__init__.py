"""What may be done to the facts of a case. Each service checks its rules, writes the rows and
the audit event in one transaction, and announces that the case changed."""

from offenders.services.applications import record_application, update_application
from offenders.services.assessments import (
    correct_assessment,
    record_assessment,
    withdraw_assessment,
)
from offenders.services.caseload import (
    assign_officer,
    close_caseload_link,
    end_assignment,
    reassign,
)
from offenders.services.catalogue import (
    add_organisation_member,
    end_organisation_member,
    record_qualification,
    save_instrument,
    save_organisation,
    save_program,
    set_levels,
)
from offenders.services.custody import (
    correct_movement,
    rebuild_placements,
    record_movement,
    withdraw_movement,
)
from offenders.services.person import (
    end_alert,
    raise_alert,
    register_offender,
    update_offender,
)
from offenders.services.programs import (
    close_enrolment,
    enrol,
    record_no_referral,
    refer,
    step_referral,
    verify_enrolment,
)
from offenders.services.sentence import correct_release_dates, record_release_dates
from offenders.services.sharing import (
    add_team_member,
    end_consent,
    end_team_member,
    record_consent,
    set_team_lead,
)
from offenders.services.submissions import acknowledge_caseload_list, submit_caseload_list
from offenders.services.supervision import (
    record_booking,
    record_term,
    update_booking,
    update_term,
    withdraw_supervision,
)

__all__ = [
    "acknowledge_caseload_list",
    "add_organisation_member",
    "add_team_member",
    "assign_officer",
    "close_caseload_link",
    "close_enrolment",
    "correct_assessment",
    "correct_movement",
    "correct_release_dates",
    "end_alert",
    "end_assignment",
    "end_consent",
    "end_organisation_member",
    "end_team_member",
    "enrol",
    "raise_alert",
    "reassign",
    "rebuild_placements",
    "record_application",
    "record_assessment",
    "record_booking",
    "record_consent",
    "record_movement",
    "record_no_referral",
    "record_qualification",
    "record_release_dates",
    "record_term",
    "refer",
    "register_offender",
    "save_instrument",
    "save_organisation",
    "save_program",
    "set_levels",
    "set_team_lead",
    "step_referral",
    "submit_caseload_list",
    "update_application",
    "update_booking",
    "update_offender",
    "update_term",
    "verify_enrolment",
    "withdraw_assessment",
    "withdraw_movement",
    "withdraw_supervision",
]
