/*
 * The run-time interface of SCORM 1.2 inside the sandbox. It stands in every page of a package, because a page of
 * an opaque origin may not look for it in its parent. What the package reports goes to the portal's page as messages.
 * `window.fairleadScorm` comes from the portal: channel, where the portal's page is, and the values so far.
 */
(() => {
  const { channel, home, values } = window.fairleadScorm;
  delete window.fairleadScorm;
  const PREFIX = `fairlead ${channel} `;
  const READ_ONLY = new Set(["cmi.core.student_id", "cmi.core.student_name", "cmi.core.credit", "cmi.core.entry",
    "cmi.core.total_time", "cmi.core.lesson_mode", "cmi.launch_data", "cmi.student_data.mastery_score",
    "cmi.student_data.max_time_allowed", "cmi.student_data.time_limit_action", "cmi.comments_from_lms"]);
  const WRITE_ONLY = new Set(["cmi.core.session_time", "cmi.core.exit"]);
  const KEPT = ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_location", "cmi.suspend_data",
    "cmi.core.session_time"];
  const CHILDREN = {
    "cmi.core._children": "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
    "cmi.core.score._children": "raw,min,max",
    "cmi.objectives._children": "id,score,status",
    "cmi.interactions._children": "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
    "cmi.student_data._children": "mastery_score,max_time_allowed,time_limit_action",
    "cmi.student_preference._children": "audio,language,speed,text",
  };
  const STATUSES = new Set(["passed", "completed", "failed", "incomplete", "browsed"]);
  const ERRORS = { 0: "No error", 101: "General exception", 201: "Invalid argument", 301: "Not initialised",
    401: "Not implemented", 402: "Invalid set value, element is a keyword", 403: "Element is read only",
    404: "Element is write only", 405: "Incorrect data type" };

  const data = { ...values };
  let open = false;
  let error = 0;
  let changed = {};
  let timer = 0;

  const remembered = () => {
    try {
      if (window.name.startsWith(PREFIX)) Object.assign(data, JSON.parse(window.name.slice(PREFIX.length)));
    } catch { /* somebody else's name */ }
  };
  const remember = () => { window.name = PREFIX + JSON.stringify(data); };
  const send = (last) => {
    clearTimeout(timer);
    if (!channel || (!last && !Object.keys(changed).length)) return;
    window.top.postMessage({ fairlead: channel, values: changed, last }, home);
    changed = {};
  };
  const answer = (code, given) => { error = code; return given; };
  const counted = (name) => {
    const base = name.slice(0, -"_count".length);
    const places = Object.keys(data).filter((key) => key.startsWith(base)).map((key) => parseInt(key.slice(base.length), 10));
    return String(places.filter(Number.isInteger).reduce((most, place) => Math.max(most, place + 1), 0));
  };

  window.API = {
    LMSInitialize() {
      if (open) return answer(101, "false");
      remembered();
      open = true;
      return answer(0, "true");
    },
    LMSGetValue(name) {
      if (!open) return answer(301, "");
      if (name in CHILDREN) return answer(0, CHILDREN[name]);
      if (WRITE_ONLY.has(name)) return answer(404, "");
      if (name.endsWith("._count")) return answer(0, counted(name));
      if (name in data) return answer(0, String(data[name]));
      return name.startsWith("cmi.") ? answer(0, "") : answer(201, "");
    },
    LMSSetValue(name, value) {
      if (!open) return answer(301, "false");
      const text = String(value);
      if (name.endsWith("_children") || name.endsWith("_count")) return answer(402, "false");
      if (READ_ONLY.has(name)) return answer(403, "false");
      if (!name.startsWith("cmi.")) return answer(201, "false");
      if (name === "cmi.core.lesson_status" && !STATUSES.has(text)) return answer(405, "false");
      if (name === "cmi.core.score.raw" && text !== "" && !(Number(text) >= 0 && Number(text) <= 100)) return answer(405, "false");
      data[name] = text;
      if (KEPT.includes(name)) changed[name] = text;
      remember();
      clearTimeout(timer);
      timer = setTimeout(() => send(false), 2000);
      return answer(0, "true");
    },
    LMSCommit() {
      if (!open) return answer(301, "false");
      send(false);
      return answer(0, "true");
    },
    LMSFinish() {
      if (!open) return answer(301, "false");
      open = false;
      send(true);
      return answer(0, "true");
    },
    LMSGetLastError() { return String(error); },
    LMSGetErrorString(code) { return ERRORS[code] ?? ""; },
    LMSGetDiagnostic(code) { return ERRORS[code || error] ?? ""; },
  };
  window.addEventListener("pagehide", () => send(false));
})();
