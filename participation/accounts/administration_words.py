# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words for roles, permissions, refusals and recorded acts; pages and letters translate them where they show them."""

from __future__ import annotations

from participation.accounts.rules import Permission, Role
from participation.i18n import N_

ROLES: dict[str, str] = {
    Role.PARTICIPANT: N_("Participant"),
    Role.INTAKE: N_("Intake desk"),
    Role.MODERATOR: N_("Moderator"),
    Role.ANALYST: N_("Analyst in the CIO office"),
    Role.COUNCIL_OFFICER: N_("Officer of the works council"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}

PERMISSIONS: dict[str, str] = {
    Permission.OWN_ACCOUNT: N_("See and change one’s own account"),
    Permission.MODERATE: N_("Read waiting contributions and decide about them"),
    Permission.SEE_INSIGHT: N_("See figures about a consultation"),
    Permission.EXPORT: N_("Download contributions and figures"),
    Permission.WRITE_DRAFT: N_("Write the draft"),
    Permission.EVALUATE: N_("Weigh contributions, answer them, publish the draft"),
    Permission.RUN_CONSULTATIONS: N_("Set up consultations and bring them to their end"),
    Permission.RUN_ORGANISATIONS: N_("Verify organisations or refuse them"),
    Permission.GRANT_ROLES: N_("Give and take roles, disable accounts"),
    Permission.APPROVE: N_(
        "Agree, as the second person, to guarded roles and to reading the audit trail"
    ),
    Permission.HAND_OUT_CODES: N_("Make group codes to hand out"),
    Permission.READ_AUDIT: N_("Read the audit trail as far as somebody else has agreed"),
}

REFUSED: dict[str, str] = {
    "unknown": N_("There is no such role."),
    "own": N_("Nobody changes their own rights, or agrees to what they asked for themselves."),
    "disabled": N_("This account is disabled."),
    "enabled": N_("This account is not disabled."),
    "closed": N_("Its owner has closed this account for good."),
    "held": N_("This account holds the role already."),
    "not_held": N_("This account does not hold the role any more."),
    "provided": N_(
        "The identity provider gives this role, at every sign-in anew. Have it taken away there. At once helps: disable the account."
    ),
    "apart": N_("This role does not go together with a role that the account holds."),
    "last": N_(
        "Nobody else who is active holds this role. Give it to somebody else first; then it can be taken away here."
    ),
    "proposed": N_("This role has been proposed already and waits for a second person."),
    "stale": N_("Whoever proposed this may not give roles any more. It can only be refused."),
    "rights": N_("You may not do this any more."),
}

KINDS: dict[str, str] = {
    "accounts": N_("Accounts and roles: made, given, taken, disabled"),
    "sign_ins": N_("When people with rights signed in"),
    "contributions": N_("Contributions: sent, decided, answered, imported"),
    "drafts": N_("The draft: written, published, traced to its causes"),
    "consultations": N_("Consultations: set up, announced, brought to their end"),
    "organisations": N_("Organisations: registered, verified, joined, left, statements released"),
    "reading": N_("The audit trail itself: asked for, approved, read"),
    "other": N_("Everything else"),
}

ACTS: dict[str, str] = {
    "account.created": N_("Account made"),
    "account.claims_applied": N_("Roles taken over from the identity provider"),
    "account.closed": N_("Account closed by its owner"),
    "account.disabled": N_("Account disabled"),
    "account.enabled": N_("Account enabled again"),
    "account.password_changed": N_("Password changed"),
    "account.registered": N_("Account made by its owner"),
    "account.signed_in": N_("Signed in"),
    "answer.published": N_("Answer published"),
    "answer.saved": N_("Answer saved"),
    "audit.approved": N_("Reading the audit trail approved"),
    "audit.asked": N_("Reading the audit trail asked for"),
    "audit.check_wanted": N_("Check of the audit trail wanted"),
    "audit.ended": N_("Reading the audit trail ended"),
    "audit.opened": N_("Reading the audit trail begun"),
    "audit.read": N_("Audit trail read"),
    "audit.refused": N_("Reading the audit trail refused"),
    "change.explained": N_("Change of the draft explained"),
    "codes.created": N_("Group codes made"),
    "consultation.announced": N_("Consultation announced"),
    "consultation.answered": N_("Results published"),
    "consultation.archived": N_("Consultation archived"),
    "consultation.changed": N_("Settings changed"),
    "consultation.created": N_("Consultation made"),
    "consultation.evaluation_begun": N_("Evaluation begun"),
    "consultation.moved": N_("Dates moved"),
    "contribution.contested": N_("Decision contested by the author"),
    "contribution.edited": N_("Contribution changed by the author"),
    "contribution.imported": N_("Contribution imported"),
    "contribution.published": N_("Contribution published"),
    "contribution.rejected": N_("Contribution rejected"),
    "contribution.submitted": N_("Contribution sent"),
    "contribution.withdrawn": N_("Contribution withdrawn by the author"),
    "draft.begun": N_("Draft begun"),
    "draft.caused": N_("Causes of the draft’s changes recorded"),
    "draft.discarded": N_("Draft discarded"),
    "draft.edited": N_("Draft edited"),
    "draft.imported": N_("Draft imported"),
    "draft.item-added": N_("Item added"),
    "draft.item-moved": N_("Item moved"),
    "draft.item-removed": N_("Item removed"),
    "draft.published": N_("Draft published"),
    "draft.rematched": N_("Paragraphs matched anew"),
    "draft.traced": N_("Trace of the draft recorded"),
    "factor.added": N_("Second factor set up"),
    "factor.passkey_added": N_("Passkey set up"),
    "factor.passkey_removed": N_("Passkey taken away"),
    "factor.recovery_used": N_("Recovery code used"),
    "factor.removed": N_("Second factor taken away"),
    "factor.reset": N_("Second factor taken away by command"),
    "organisation.handed_over": N_("Care of an organisation’s members handed over"),
    "organisation.joined": N_("Joined an organisation"),
    "organisation.left": N_("Left an organisation"),
    "organisation.may_not_release": N_("Right to release statements taken away"),
    "organisation.may_release": N_("Right to release statements given"),
    "organisation.refused": N_("Organisation refused"),
    "organisation.registered": N_("Organisation registered"),
    "organisation.room_cleared": N_("An organisation’s drafts thrown away with their key"),
    "organisation.room_locked": N_("An organisation’s drafts locked with a new key"),
    "organisation.statement_released": N_("Official statement released"),
    "organisation.verified": N_("Organisation verified"),
    "role.granted": N_("Role given"),
    "role.proposed": N_("Role proposed"),
    "role.refused": N_("Proposed role refused"),
    "role.revoked": N_("Role taken away"),
    "stances.imported": N_("Stances imported"),
}
