// The hub's GraphiQL page: a bar with the caller's token, purpose and language, above GraphiQL itself.
//
// Queries can hold personal numbers, so nothing outlives the tab: GraphiQL keeps its tabs in sessionStorage in
// place of localStorage, and the token is kept in a variable only.
"use strict";

(async () => {
  const LANGUAGES = ["kk", "ru", "en"];
  const LANGUAGE_KEY = "ortaq:language";
  const ACCEPT = "application/graphql-response+json, application/json";

  const texts = await (await fetch("./assets/texts.json")).json();
  const field = (id) => document.getElementById(id);
  const token = field("token");
  const purpose = field("purpose");
  const language = field("language");
  const forget = field("forget");
  const root = ReactDOM.createRoot(field("graphiql"));

  /** The language chosen in this tab before, else the first of the browser's that the page has. */
  function firstLanguage() {
    const chosen = sessionStorage.getItem(LANGUAGE_KEY);
    const wished = [chosen, ...navigator.languages].map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
    return wished.find((tag) => LANGUAGES.includes(tag)) ?? "kk";
  }

  /** Put the page's texts in one language; the fields keep what is in them. */
  function speak(tag) {
    const words = texts[tag];
    document.documentElement.lang = tag;
    document.title = words.page_title;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = words[element.dataset.text];
    }
    token.placeholder = words.token_placeholder;
    const stated = purpose.value;
    const choices = [["", words.purpose_none], ...Object.entries(words.purposes)];
    purpose.replaceChildren(...choices.map(([code, name]) => new Option(name, code)));
    purpose.value = stated;
  }

  /** What the caller states about the request, as headers. Read anew for every request. */
  function stated() {
    const headers = {};
    // A token is often copied with a line's end, or together with the word that precedes it in a header.
    const pasted = token.value.trim().replace(/^bearer\s+/i, "");
    if (pasted) {
      headers.Authorization = `Bearer ${pasted}`;
    }
    if (purpose.value) {
      headers["Ortaq-Purpose"] = purpose.value;
    }
    return headers;
  }

  /** Send one operation. What is not a GraphQL answer is shown as one whose error says what came. */
  async function send(operation) {
    const words = texts[language.value];
    let answer;
    try {
      answer = await fetch("./graphql", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: ACCEPT, ...stated() },
        body: JSON.stringify(operation),
      });
    } catch {
      return { errors: [{ message: words.unreachable }] };
    }
    try {
      return await answer.json();
    } catch {
      return { errors: [{ message: `${words.not_graphql} ${answer.status}` }] };
    }
  }

  /** Draw GraphiQL with a new sender, upon which it asks for the schema again, as the caller may see it. */
  function draw() {
    forget.disabled = token.value === "";
    root.render(
      React.createElement(GraphiQL, {
        fetcher: (operation) => send(operation),
        storage: sessionStorage,
        defaultQuery: texts[language.value].welcome.replace(/^/gm, "# ") + "\n\n",
        isHeadersEditorEnabled: false,
        shouldPersistHeaders: false,
      }),
    );
  }

  language.replaceChildren(...LANGUAGES.map((tag) => new Option(texts[tag].language_name, tag)));
  language.value = firstLanguage();
  speak(language.value);
  draw();

  language.addEventListener("change", () => {
    sessionStorage.setItem(LANGUAGE_KEY, language.value);
    speak(language.value);
  });
  token.addEventListener("change", draw);
  purpose.addEventListener("change", draw);
  forget.addEventListener("click", () => {
    token.value = "";
    draw();
    token.focus();
  });
})();
