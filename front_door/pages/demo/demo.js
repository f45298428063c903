/** The demo page: who is signed in, light or dark, and ways into the chat. */

import { followTheme, rememberedTheme, rememberTheme } from "/theme.js";

followTheme(document.documentElement);

const SIGNED_IN = "meadowlark.signed_in";
const at = (id) => document.getElementById(id);

function cell(kind, text, className) {
  const node = document.createElement(kind);
  node.textContent = text ?? "";
  if (kind === "th") node.scope = "row";
  if (className) node.className = className;
  return node;
}

/** A short-lived proof of the customer chosen above, as a carrier's login would give it. */
async function identity() {
  const customer = localStorage.getItem(SIGNED_IN);
  if (!customer) return null;
  const answer = await fetch("/demo/identity", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ customer_id: customer }),
  });
  if (!answer.ok) return null;
  return (await answer.json()).signed_identity;
}

async function showCustomers(chat) {
  const answer = await fetch("/demo/customers");
  if (!answer.ok) return;
  const { customers } = await answer.json();
  for (const { customer_id: id, name, phone, pin, story } of customers) {
    at("who").append(new Option(name, id));
    const row = document.createElement("tr");
    row.append(cell("th", name), cell("td", phone, "figures"), cell("td", pin, "figures"), cell("td", story));
    at("customers").append(row);
  }
  at("logins").hidden = customers.length === 0;
  at("who").value = localStorage.getItem(SIGNED_IN) || "";
  at("who").addEventListener("change", () => signIn(chat, at("who").value));
}

function signIn(chat, customer) {
  const before = localStorage.getItem(SIGNED_IN);
  if (customer) localStorage.setItem(SIGNED_IN, customer);
  else localStorage.removeItem(SIGNED_IN);
  if (before) chat.forget();
  else chat.signedIn();
}

function showTheme() {
  const dark =
    (rememberedTheme() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  at("theme").setAttribute("aria-pressed", String(dark));
}

function begin() {
  const chat = document.querySelector("care-chat");
  chat.getIdentity = identity;
  customElements.whenDefined("care-chat").then(() => {
    at("open").addEventListener("click", () => chat.open());
    for (const topic of document.querySelectorAll("[data-ask]"))
      topic.addEventListener("click", () => chat.ask(topic.dataset.ask));
    showCustomers(chat);
  });
  at("theme").addEventListener("click", () =>
    rememberTheme(at("theme").getAttribute("aria-pressed") === "true" ? "light" : "dark"),
  );
  for (const event of ["care-theme", "storage"]) window.addEventListener(event, showTheme);
  showTheme();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
