/** The sign-in page. */

import { h, icon, morphChildren } from "./dom.js";
import { signIn } from "./session.js";

class DeskSignIn extends HTMLElement {
  /** Why somebody who was signed in is here again. */
  reason = null;
  #problem = null;
  #busy = false;

  connectedCallback() {
    document.title = "Sign in · Desk";
    this.#show();
    this.querySelector("input").focus();
  }

  #show() {
    morphChildren(this, [
      h("main", { class: "sign-in" },
        h("div", { class: "sign-in-card" },
          h("p", { class: "sign-in-mark", "aria-hidden": "true" }, h("img", { src: "/desk/icon.svg", alt: "", width: "40", height: "40" })),
          h("h1", {}, "Care team desk"),
          this.reason && !this.#problem ? h("p", { class: "notice", role: "status" }, this.reason) : null,
          h("form", { onsubmit: (event) => this.#submit(event), novalidate: true },
            h("div", { id: "sign-in-problem", role: "alert" },
              this.#problem ? h("p", { class: "problem" }, icon("warn"), h("span", {}, this.#problem)) : null),
            h("label", { for: "login" }, "Login"),
            h("input", { id: "login", name: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, "aria-describedby": "sign-in-problem" }),
            h("label", { for: "password" }, "Password"),
            h("input", { id: "password", name: "password", type: "password", autocomplete: "current-password", required: true, "aria-describedby": "sign-in-problem" }),
            h("button", { class: "button primary wide", type: "submit", "aria-disabled": this.#busy ? "true" : null }, this.#busy ? "Signing in" : "Sign in")),
          h("p", { class: "quiet" }, "No account, or the password lost? An admin makes both with one command."))),
    ]);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#busy) return;
    const login = this.querySelector("#login").value;
    const password = this.querySelector("#password").value;
    if (!login.trim() || !password) {
      this.#fail("Login and password are both needed.", login.trim() ? "#password" : "#login");
      return;
    }
    this.#busy = true;
    this.#show();
    try {
      await signIn(login, password);
      this.dispatchEvent(new CustomEvent("signed-in"));
    } catch (problem) {
      this.#busy = false;
      this.#fail(problem.message, "#password");
      this.querySelector("#password").select();
    }
  }

  #fail(message, field) {
    this.#problem = message;
    this.#show();
    this.querySelector(field).focus();
  }
}

customElements.define("desk-sign-in", DeskSignIn);
