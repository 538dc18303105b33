"use strict";
(() => {
  const MOST_ROWS = 4000;
  const at = (id) => document.getElementById(id);
  const make = (name, text = "", cls = "") => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (cls) made.className = cls;
    return made;
  };
  const here = location.href.split(/[?#]/)[0];
  const table = new Map();
  let running = null;

  // The request, as the form has it.
  const optionsOf = () => {
    const wishes = new URLSearchParams();
    for (const input of at("options").querySelectorAll("input")) if (input.value) wishes.set(input.name, input.value);
    for (const id of ["first_ms", "delay_ms", "fault"]) if (at(id).value) wishes.set(id, at(id).value);
    return wishes.toString();
  };
  const modelOf = () => {
    if (!table.size) return at("model").value.trim();
    const wishes = optionsOf();
    return `fake/${at("scenario").value}${wishes ? `?${wishes}` : ""}`;
  };
  const requestOf = () => {
    const protocol = at("protocol").value;
    const query = protocol === "ui" ? `?protocol=ui&sdk=${at("sdk").value}` : `?protocol=${protocol}`;
    const text = at("message").value;
    const message = protocol === "ui" ? { id: "m1", role: "user", parts: [{ type: "text", text }] } : { role: "user", content: text };
    const model = modelOf();
    return { protocol, url: here + query, body: JSON.stringify({ ...(model ? { model } : {}), messages: [message] }) };
  };
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const showRequest = () => {
    const { url, body } = requestOf();
    at("curl").textContent = `curl -N -X POST ${quoted(url)} -H 'content-type: application/json' -d ${quoted(body)}`;
    at("sdk").disabled = at("protocol").value !== "ui";
  };

  // The scenarios.
  const showScenario = () => {
    const entry = table.get(at("scenario").value);
    at("does").textContent = entry ? `${entry.does[0].toUpperCase()}${entry.does.slice(1)}.` : "";
    at("options").replaceChildren();
    for (const option of entry ? entry.options : []) {
      // The pace has inputs of its own.
      if (option.name === "first_ms" || option.name === "delay_ms") continue;
      const label = make("label", option.name.replaceAll("_", " "));
      const input = make("input");
      Object.assign(input, { type: "number", name: option.name, min: option.low, max: option.high });
      input.placeholder = option.default === null ? "none" : option.default;
      label.append(" ", input);
      at("options").append(label);
    }
    showRequest();
  };
  const load = async () => {
    const answer = await fetch(`${here.replace(/\/$/, "")}/inspector/scenarios.json`);
    const groups = { answer: "Answers", tools: "Tools", refused: "Failures before the first token", broken: "Failures in the middle" };
    const places = {};
    for (const entry of (await answer.json()).scenarios) {
      table.set(entry.id, entry);
      if (!places[entry.group]) {
        places[entry.group] = make("optgroup");
        places[entry.group].label = groups[entry.group];
        at("scenario").append(places[entry.group]);
      }
      const option = make("option", entry.id);
      option.value = entry.id;
      places[entry.group].append(option);
    }
    if (!table.size) {
      for (const faked of document.querySelectorAll(".faked")) faked.hidden = true;
      at("model-label").hidden = false;
    }
    showScenario();
  };

  // The answer.
  class Answer {
    constructor(place) {
      this.place = place;
      this.parts = new Map();
      this.usage = null;
      this.finish = "";
      this.failed = "";
      this.code = "";
      this.pieces = 0;
      this.cites = false;
    }
    part(kind, id, title, name = "div") {
      const key = `${kind}/${id}`;
      let found = this.parts.get(key);
      if (!found) {
        if (title) this.place.append(make("h3", title));
        found = make(name, "", kind);
        this.place.append(found);
        this.parts.set(key, found);
      }
      return found;
    }
    // Text goes on where it was; behind anything else it begins again.
    say(kind, words, title = "") {
      this.pieces += 1;
      const last = this.place.lastElementChild;
      const open = last && last.className === `text ${kind}` ? last : null;
      if (open) return open.append(words);
      if (title) this.place.append(make("h3", title));
      this.place.append(make("div", words, `text ${kind}`));
    }
    call(id, name, input) {
      this.part("call", id, `Calls ${name}`, "pre").textContent = typeof input === "string" ? input : JSON.stringify(input, null, 1);
    }
    growCall(id, piece) { this.part("call", id, "Calls a tool", "pre").append(piece); }
    result(id, output) {
      this.part("result", id, "Result", "pre").textContent = typeof output === "string" ? output : JSON.stringify(output, null, 1);
    }
    approval(id) { this.part("approval", id, "", "p").textContent = "Waits for the user's consent."; }
    source(url, title) {
      const link = make("a", title || url);
      Object.assign(link, { href: /^https?:/i.test(url) ? url : "#", target: "_blank", rel: "noreferrer noopener" });
      this.part("source", url, this.cites ? "" : "Sources").append(link);
      this.cites = true;
    }
    file(type, url) {
      if (!type.startsWith("image/")) return this.part("file", url.length, "File").append(type);
      const image = make("img");
      Object.assign(image, { src: url, alt: `A picture of the answer, ${type}` });
      this.part("file", url.length, "File").append(image);
    }
    fail(words) {
      this.failed = this.code ? `${this.code}: ${words}` : words;
      this.place.append(make("p", this.failed, "bad"));
    }
  }
  const DATA = {
    "0": (said, to) => to.say("words", said),
    g: (said, to) => to.say("thoughts", said, "Thinks"),
    b: (said, to) => to.call(said.toolCallId, said.toolName, ""),
    c: (said, to) => to.growCall(said.toolCallId, said.argsTextDelta),
    9: (said, to) => to.call(said.toolCallId, said.toolName, said.args),
    a: (said, to) => to.result(said.toolCallId, said.result),
    h: (said, to) => to.source(said.url, said.title),
    k: (said, to) => to.file(said.mimeType, `data:${said.mimeType};base64,${said.data}`),
    2: (said, to) => { for (const part of said) if (part?.type === "error") to.code = part.code; },
    3: (said, to) => to.fail(said),
    d: (said, to) => { to.usage = said.usage; to.finish = said.finishReason; },
  };
  const UI = {
    "text-delta": (said, to) => to.say("words", said.delta),
    "reasoning-delta": (said, to) => to.say("thoughts", said.delta, "Thinks"),
    "tool-input-start": (said, to) => to.call(said.toolCallId, said.toolName, ""),
    "tool-input-delta": (said, to) => to.growCall(said.toolCallId, said.inputTextDelta),
    "tool-input-available": (said, to) => to.call(said.toolCallId, said.toolName, said.input),
    "tool-input-error": (said, to) => to.result(said.toolCallId, said.errorText),
    "tool-output-available": (said, to) => to.result(said.toolCallId, said.output),
    "tool-output-error": (said, to) => to.result(said.toolCallId, said.errorText),
    "tool-approval-request": (said, to) => to.approval(said.toolCallId),
    "source-url": (said, to) => to.source(said.url, said.title),
    file: (said, to) => to.file(said.mediaType, said.url),
    "data-error": (said, to) => { to.code = said.data.code; },
    error: (said, to) => to.fail(said.errorText),
    finish: (said, to) => {
      const told = said.messageMetadata || {};
      to.usage = told.usage || null;
      to.finish = said.finishReason || told.finishReason || "";
    },
  };
  const read = (protocol, line, to) => {
    try {
      if (protocol === "data" && line) DATA[line[0]]?.(JSON.parse(line.slice(2)), to);
      if (protocol === "ui" && line.startsWith("data: {")) {
        const said = JSON.parse(line.slice(6));
        UI[said.type]?.(said, to);
      }
    } catch (error) {
      to.fail(`A line can't be read: ${error.message}`);
    }
  };

  // What is measured.
  const ms = (time) => (time === null ? "–" : `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`);
  const showNumbers = (run) => {
    const { answer, reads, first, ended } = run;
    const used = answer.usage || {};
    const tokens = used.completionTokens ?? used.outputTokens ?? null;
    const spoken = first === null || !reads.length ? 0 : reads.at(-1).time - first;
    const said = tokens ?? answer.pieces;
    const rate = spoken > 0 ? `${Math.round((said / spoken) * 1000)}${tokens === null ? " pieces" : ""}` : "–";
    const prompt = used.promptTokens ?? used.inputTokens;
    const rows = [
      ["status", run.status || "–"],
      ["headers after", ms(run.head)],
      ["time to first token", ms(first)],
      ["tokens a second", rate],
      ["tokens in, out", tokens === null ? "–" : `${prompt ?? "–"}, ${tokens}`],
      ["reads", reads.length],
      ["bytes", run.bytes],
      ["whole answer", ms(ended)],
      ["finish", answer.finish || "–"],
    ];
    at("numbers").replaceChildren(...rows.map(([name, value]) => {
      const row = make("div");
      row.append(make("dt", name), make("dd", String(value)));
      return row;
    }));
  };
  const showTimeline = (run) => {
    const total = Math.max(run.ended ?? run.reads.at(-1)?.time ?? 1, 1);
    const marks = run.reads.map(({ time, bytes, said, bad }) => {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "line");
      const x = (time / total) * 996 + 2;
      const height = Math.min(44, 10 + Math.log2(bytes + 1) * 3);
      const places = { x1: x, x2: x, y1: 46, y2: 46 - height };
      for (const [name, value] of Object.entries(places)) mark.setAttribute(name, value);
      if (bad || said) mark.setAttribute("class", bad ? "bad" : "first");
      return mark;
    });
    at("timeline").replaceChildren(...marks);
    at("timeline").setAttribute("aria-label", `${run.reads.length} reads in ${ms(total)}, the first token after ${ms(run.first)}`);
    at("end").textContent = ms(total);
  };
  const showLine = (run, time, line, begins) => {
    run.rows += 1;
    if (run.rows > MOST_ROWS) return;
    const row = make("tr", "", begins ? "read" : "");
    const shown = run.rows === MOST_ROWS ? "… more lines are not shown" : line;
    row.append(make("td", time.toFixed(1)), make("td", shown));
    run.fresh.append(row);
  };
  const paint = (run) => {
    run.painting = false;
    const box = at("wire");
    const follows = box.scrollTop + box.clientHeight > box.scrollHeight - 40;
    at("lines").append(run.fresh);
    if (follows) box.scrollTop = box.scrollHeight;
    showNumbers(run);
    showTimeline(run);
  };
  const soon = (run) => {
    if (run.painting) return;
    run.painting = true;
    requestAnimationFrame(() => paint(run));
  };
  const tell = (words, bad = false) => {
    at("status").textContent = words;
    at("status").className = bad ? "bad" : "";
  };
  const busy = (is) => {
    at("send").disabled = is;
    at("stop").disabled = !is;
  };

  const take = (run, bytes, time, decoder) => {
    run.bytes += bytes.length;
    const before = { said: run.answer.pieces, failed: run.answer.failed };
    const words = decoder.decode(bytes, { stream: true });
    if (run.protocol === "text" && run.status === 200) run.answer.say("words", words);
    const lines = (run.rest + words).split("\n");
    run.rest = lines.pop();
    lines.forEach((line, number) => {
      showLine(run, time, line, number === 0);
      if (run.status === 200) read(run.protocol, line, run.answer);
    });
    const said = run.first === null && run.answer.pieces > before.said;
    if (said) run.first = time;
    run.reads.push({ time, bytes: bytes.length, said, bad: run.answer.failed !== before.failed });
    soon(run);
  };
  const follow = async (run, answer, started) => {
    run.status = answer.status;
    run.head = performance.now() - started;
    at("headers").replaceChildren(...[...answer.headers].flatMap(([name, value]) => [make("dt", name), make("dd", value)]));
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      take(run, value, performance.now() - started, decoder);
    }
    if (run.rest) showLine(run, performance.now() - started, run.rest, false);
    if (run.status === 200) return;
    const wait = answer.headers.get("retry-after");
    let told = run.rest;
    try { told = JSON.parse(run.rest).error; } catch { /* not our own words: shown as they came */ }
    run.answer.fail(`${answer.headers.get("x-error-code") || run.status}: ${told}${wait ? ` (again in ${wait} s)` : ""}`);
  };
  const send = async () => {
    if (running) return;
    const { protocol, url, body } = requestOf();
    const control = new AbortController();
    at("answer").replaceChildren();
    at("lines").replaceChildren();
    at("headers").replaceChildren();
    const run = {
      protocol, status: 0, head: null, first: null, ended: null, bytes: 0, rows: 0, rest: "", reads: [],
      fresh: document.createDocumentFragment(), painting: false, answer: new Answer(at("answer")),
    };
    running = control;
    busy(true);
    tell("Waiting for the answer.");
    const started = performance.now();
    try {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(url, { method: "POST", headers, body, signal: control.signal });
      if (answer.ok) tell("The answer arrives.");
      await follow(run, answer, started);
    } catch (error) {
      if (control.signal.aborted) run.answer.finish = "stopped";
      else run.answer.fail(`The connection broke: ${error.message}`);
    }
    run.ended = performance.now() - started;
    running = null;
    busy(false);
    paint(run);
    const failed = run.answer.failed;
    tell(failed ? `It failed. ${failed}` : `Done after ${ms(run.ended)}: ${run.answer.finish || "the end"}.`, Boolean(failed));
  };

  at("ask").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  at("ask").addEventListener("input", showRequest);
  at("scenario").addEventListener("change", showScenario);
  at("stop").addEventListener("click", () => running?.abort());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") running?.abort(); });
  at("message").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  at("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(at("curl").textContent);
      tell("The command is copied.");
    } catch {
      getSelection().selectAllChildren(at("curl"));
      tell("The command is selected; copy it.");
    }
  });
  showRequest();
  load().catch((error) => tell(`The scenarios can't be read: ${error.message}`, true));
})();
