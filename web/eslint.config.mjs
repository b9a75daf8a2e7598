// What is asked of the pages' own modules beyond their types.
export default [
  {
    files: ["app/**/*.mjs"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: {
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Elements are made by Preact alone." },
        { property: "outerHTML", message: "Elements are made by Preact alone." },
        { property: "insertAdjacentHTML", message: "Elements are made by Preact alone." },
        { object: "document", property: "write", message: "Elements are made by Preact alone." },
        { object: "console", property: "log", message: "Nothing is written to the console." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Elements are made by Preact alone." },
        { selector: "Property[key.name='dangerouslySetInnerHTML']", message: "Elements are made by Preact alone." },
      ],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "no-unused-vars": "error",
    },
  },
];
