"""What customers come with: the matter of an intent, and the handler of a matter."""

from __future__ import annotations

from collections.abc import Mapping

from actions.billing import (
    arrangements,
    autopay,
    bill_files,
    billing,
    case_status,
    charge_talk,
    disputes,
    payments,
)
from actions.guides import network
from actions.identity.gate import Handler
from actions.line_matters import data_topup, plans, roaming, sim, suspended, usage
from actions.team import callbacks, requests

INTENTS: Mapping[str, str] = {
    "ask_bill": "action_tell_bill",
    "ask_bill_change": "action_explain_bill_change",
    "ask_charge": "action_explain_charge",
    "dispute_charge": "action_dispute_charge",
    "pay_bill": "action_pay_bill",
    "ask_payment_status": "action_tell_payment_status",
    "payment_blocked": "action_help_payment",
    "request_arrangement": "action_arrange_payment",
    "set_autopay": "action_set_autopay",
    "get_bill_file": "action_send_bill_file",
    "ask_case_status": "action_tell_case_status",
    "want_callback": "action_request_callback",
    "manage_callback": "action_manage_callback",
    "ask_data_left": "action_tell_data_left",
    "report_no_signal": "action_help_signal",
    "report_no_data": "action_help_data",
    "report_slow_data": "action_help_slow_data",
    "report_picture_messages": "action_help_pictures",
    "report_call_trouble": "action_help_calls",
    "report_voicemail": "action_help_voicemail",
    "report_home_internet": "action_help_home_internet",
    "ask_outage": "action_tell_outage",
    "add_data": "action_add_data",
    "ask_plan": "action_tell_plan",
    "compare_plans": "action_compare_plans",
    "change_plan": "action_request_plan_change",
    "add_line": "action_request_line",
    "port_in": "action_request_port_in",
    "cancel_service": "action_request_cancel",
    "upgrade_phone": "action_request_upgrade",
    "pause_line": "action_request_pause",
    "travel_abroad": "action_prepare_travel",
    "report_suspended": "action_lift_suspension",
    "report_lost_phone": "action_suspend_lost_phone",
    "report_fraud": "action_report_fraud",
}
"""The matter's action by intent, as the rules have it."""

TOPICS: Mapping[str, Handler] = {
    "action_tell_bill": billing.tell_bill,
    "action_explain_bill_change": billing.explain_bill_change,
    "action_explain_charge": charge_talk.explain_charge,
    "action_dispute_charge": disputes.dispute_charge,
    "action_pay_bill": payments.pay_bill,
    "action_tell_payment_status": suspended.lifting_after(payments.tell_payment_status),
    "action_help_payment": payments.help_payment,
    "action_arrange_payment": arrangements.arrange_payment,
    "action_set_autopay": autopay.set_autopay,
    "action_send_bill_file": bill_files.send_bill_file,
    "action_tell_case_status": case_status.tell_case_status,
    "action_request_callback": callbacks.request_callback,
    "action_manage_callback": callbacks.manage_callback,
    "action_tell_data_left": usage.tell_data_left,
    **{name: suspended.lifting_first(helper) for name, helper in network.HELPERS.items()},
    "action_tell_outage": network.tell_outage,
    data_topup.ADD: data_topup.want_data,
    "action_tell_plan": plans.tell_plan,
    "action_compare_plans": plans.compare_plans,
    **{request.action: requests.handler_of(request) for request in requests.REQUESTS},
    roaming.PREPARE: roaming.prepare,
    suspended.LIFT: suspended.lift,
    sim.LOST: sim.suspend_phone,
    "action_report_fraud": sim.report_fraud,
}
"""The matters customers come with."""

MATTERS = frozenset(TOPICS)
"""Actions that are a customer's matter: remembered for corrections and handoffs."""
