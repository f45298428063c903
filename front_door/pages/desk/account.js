/** Account, lines and bills as tables whose figures line up. */

import { h, icon } from "./dom.js";
import { day } from "./times.js";

const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const figure = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

const amount = (value) => (value === null || value === undefined ? "" : money.format(Number(value)));
const gigabytes = (value) => `${figure.format(Number(value))} GB`;
const OPEN = new Set(["Overdue", "Awaiting Payment", "Issued", "Disputed"]);

/** The account of a proved customer, or why it stays closed. */
export function accountView(view, onAgain) {
  const state = view.account;
  if (!state || state.loading) return [h("p", { class: "quiet", role: "status", key: "loading" }, "Reading the account")];
  if (state.problem) return [closed(state, onAgain)];
  const { customer, lines = [], bills = [], business_date: today, network } = state.account;
  return [
    customer ? h("section", { class: "block", key: "customer" }, h("h3", {}, "Account"), details(customer)) : null,
    h("section", { class: "block", key: "lines" }, h("h3", {}, lines.length === 1 ? "1 line" : `${lines.length} lines`), h("ul", { class: "line-list", role: "list" }, lines.map(lineCard))),
    h("section", { class: "block", key: "bills" }, h("h3", {}, "Bills"), bills.length ? billTable(bills) : h("p", { class: "quiet" }, "No bill yet.")),
    network ? h("section", { class: "block", key: "network" }, h("h3", {}, "Network in the area"), networkView(network)) : null,
    h("p", { class: "quiet packet-foot", key: "foot" }, today ? `As of ${day(today)}. ` : "", h("button", { class: "text-button", type: "button", onclick: onAgain }, "Read again")),
  ];
}

function closed({ problem, code }, onAgain) {
  return h("div", { class: "empty small-empty", key: "problem" }, icon(code === "not_verified" ? "shield" : "warn"),
    h("p", {}, problem),
    h("button", { class: "button small", type: "button", onclick: onAgain }, "Try again"));
}

function details(customer) {
  const address = customer.address ?? {};
  const rows = [
    ["Name", customer.full_name],
    ["Customer", customer.customer_id],
    ["Status", customer.account_status],
    ["Main number", customer.phone_number],
    ["Email", customer.email],
    ["Address", [address.street, address.city, [address.state, address.zip_code].filter(Boolean).join(" ")].filter(Boolean).join(", ")],
    ["Pays with", (customer.payment_methods ?? []).map((method) => [method.method_type, method.account_number_last_4 ? `ending ${method.account_number_last_4}` : null].filter(Boolean).join(" ")).join("; ")],
  ];
  return h("dl", { class: "details" }, rows.filter(([, value]) => value).map(([label, value]) => h("div", { key: label }, h("dt", {}, label), h("dd", {}, value))));
}

function lineCard(line) {
  const name = [line.device?.maker, line.device?.model].filter(Boolean).join(" ");
  return h("li", { class: "line-card", key: line.line_id },
    h("p", { class: "line-top" }, h("b", { class: "figures" }, line.phone_number), h("span", { class: line.status === "Active" ? "sign good" : "sign warn" }, icon(line.status === "Active" ? "check" : "warn"), line.status)),
    h("p", {}, [name, line.plan?.name ?? line.plan_id].filter(Boolean).join(" · ")),
    usage(line),
    h("p", { class: "quiet" }, [
      line.roaming_enabled ? "Roaming allowed" : "Roaming not allowed",
      line.contract_end_date ? `contract until ${day(line.contract_end_date)}` : null,
      line.suspended_since ? `suspended since ${day(line.suspended_since)}` : null,
    ].filter(Boolean).join(" · ")));
}

function usage({ usage: data, phone_number: number }) {
  if (!data) return null;
  const limit = Number(data.data_limit_gb) + Number(data.data_topup_gb ?? 0);
  const used = Number(data.data_used_gb);
  return h("div", { class: "usage" },
    h("meter", { min: "0", max: String(limit || 1), high: String(limit * 0.9), value: used, "aria-label": `Data used on ${number}` }),
    h("p", { class: "figures" }, `${gigabytes(used)} of ${gigabytes(limit)}`, data.cycle_end_date ? h("span", { class: "quiet" }, ` until ${day(data.cycle_end_date)}`) : null));
}

function billTable(bills) {
  return h("ul", { class: "bills", role: "list" }, bills.map((bill, place) => {
    const items = bill.line_items ?? [];
    const change = bills[place + 1] ? Number(bill.total_due) - Number(bills[place + 1].total_due) : null;
    return h("li", { key: bill.bill_id }, h("details", { class: "bill" },
      h("summary", {}, icon("expand"),
        h("span", { class: "bill-name" }, bill.period_end ? month(bill.period_end) : bill.bill_id),
        h("span", { class: `bill-status${bill.status === "Overdue" ? " overdue" : ""}` }, bill.status, OPEN.has(bill.status) ? `, due ${day(bill.due_date)}` : ""),
        h("span", { class: "bill-change figures" }, change ? `${change > 0 ? "+" : "−"}${amount(Math.abs(change))}` : ""),
        h("span", { class: "bill-total figures" }, amount(bill.total_due))),
      items.length ? itemTable(bill, items) : h("p", { class: "quiet" }, "No items.")));
  }));
}

function itemTable(bill, items) {
  return h("table", { class: "items" },
    h("caption", { class: "hidden" }, `Items of bill ${bill.bill_id}`),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Item"), h("th", { scope: "col" }, "Date"), h("th", { scope: "col", class: "money" }, "Amount"))),
    h("tbody", {}, items.map((item) => h("tr", {}, h("td", {}, item.description), h("td", {}, item.date ? day(item.date) : ""), h("td", { class: "money" }, amount(item.amount))))),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colspan: "2" }, "Total due"), h("td", { class: "money" }, amount(bill.total_due)))));
}

function month(text) {
  return new Date(`${text}T12:00`).toLocaleDateString(undefined, { month: "long", year: "numeric" });
}

function networkView(network) {
  if (typeof network === "string") return h("p", {}, network);
  const events = network.events ?? [];
  return [
    h("p", {}, icon(network.status === "normal" ? "check" : "warn"), h("span", {}, `${network.zip_code ?? "Area"}: ${network.status}`)),
    events.map((event) => h("p", { class: "quiet" }, [event.note, (event.services ?? []).join(", "), event.expected_end_at ? `expected to end ${new Date(event.expected_end_at).toLocaleString()}` : null].filter(Boolean).join(" · "))),
  ];
}
