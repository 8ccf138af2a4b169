// SPDX-License-Identifier: Apache-2.0
// A form with data-passkey="create" or "get" asks the device on submit and sends its answer as the field `answer`.
"use strict";
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const json = JSON.parse(document.getElementById(form.dataset.options).textContent);
    const make = form.dataset.passkey === "create";
    try {
      const publicKey = make
        ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
        : PublicKeyCredential.parseRequestOptionsFromJSON(json);
      const found = await navigator.credentials[make ? "create" : "get"]({ publicKey });
      form.elements.answer.value = JSON.stringify(found.toJSON());
    } catch (error) {
      form.elements.answer.value = "{}";
    }
    form.submit();
  });
}
