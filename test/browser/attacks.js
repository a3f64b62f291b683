// What a page tries against the region: every way in which a browser sends something of its own accord. It is run in the page; each
// function answers with whatever it could read.

/** CBOR of `{"StreamName": "s"}`. */
const deleteStream = [0xa1, 0x6a, ...new TextEncoder().encode("StreamName"), 0x61, 0x73];

globalThis.attackByFetch = async (url) => {
  const json = "application/x-amz-json-1.0";
  const form = "application/x-www-form-urlencoded";
  const query = "Action=DeleteQueue&Version=2012-11-05&QueueUrl=x/q";
  const target = (name) => ({ "content-type": json, "x-amz-target": name });
  const requests = [
    ["/health", {}],
    ["/bucket/secret", {}],
    [`/?${query}`, {}],
    [`/000000000000/q?${query}`, {}],
    ["/", { method: "POST", headers: target("AmazonSQS.ListQueues"), body: "{}" }],
    ["/", { method: "POST", headers: { "content-type": form }, body: query }],
    ["/", { method: "POST", headers: { "content-type": "text/plain" }, body: query }],
    [
      "/service/Kinesis_20131202/operation/DeleteStream",
      { method: "POST", body: new Blob([new Uint8Array(deleteStream)], { type: "text/plain" }) },
    ],
    [
      "/service/Kinesis_20131202/operation/DeleteStream",
      { method: "POST", body: new Blob([new Uint8Array(deleteStream)]) },
    ],
    ["/bucket?delete", { method: "POST", body: "<Delete><Object><Key>secret</Key></Object></Delete>" }],
    [
      "/bucket?delete",
      {
        method: "POST",
        headers: { "content-md5": "RJX0cX/h65cUga2kpwL0Vw==" },
        body: "<Delete><Object><Key>secret</Key></Object></Delete>",
      },
    ],
    ["/bucket/planted", { method: "PUT", body: "planted" }],
    ["/bucket/secret", { method: "DELETE" }],
  ];
  const seen = [];
  for (const [path, init] of requests) {
    for (const mode of ["cors", "no-cors"]) {
      try {
        const answer = await fetch(url + path, { ...init, mode, credentials: "include" });
        const text = await answer.text();
        if (text !== "" && answer.ok) seen.push(`${mode} ${path}: ${text.slice(0, 80)}`);
      } catch {
        // Refused, as it should be.
      }
    }
  }
  navigator.sendBeacon(`${url}/`, new Blob([query], { type: form }));
  return seen;
};

/** Forms of each encoding, by POST and GET, into frames of their own. */
globalThis.attackByForms = async (url) => {
  const fields = { Action: "DeleteQueue", Version: "2012-11-05", QueueUrl: "x/q" };
  const seen = [];
  for (const method of ["POST", "GET"]) {
    for (const enctype of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]) {
      for (const path of ["/", "/000000000000/q", "/bucket?delete"]) {
        const frame = document.createElement("iframe");
        frame.name = `frame${Math.random()}`;
        document.body.append(frame);
        const form = document.createElement("form");
        Object.assign(form, { method, enctype, action: url + path, target: frame.name });
        for (const [name, value] of Object.entries(fields)) {
          const input = document.createElement("input");
          Object.assign(input, { type: "hidden", name, value });
          form.append(input);
        }
        document.body.append(form);
        const loaded = new Promise((resolve) => {
          frame.onload = resolve;
        });
        form.submit();
        await loaded;
        try {
          const text = frame.contentWindow?.document.body.innerText ?? "";
          if (text !== "") seen.push(`${method} ${enctype} ${path}: ${text}`);
        } catch {
          // Another origin's.
        }
      }
    }
  }
  return seen;
};

/** Images, scripts, styles, frames and a WebSocket. */
globalThis.attackByElements = async (url) => {
  const seen = [];
  const sources = [
    ["img", "/bucket/image.svg"],
    ["img", "/?Action=DeleteQueue&Version=2012-11-05&QueueUrl=x/q"],
    ["script", "/bucket/script.js"],
    ["script", "/health"],
    ["link", "/bucket/style.css"],
    ["video", "/bucket/secret"],
  ];
  for (const [name, path] of sources) {
    const element = document.createElement(name);
    const ended = new Promise((resolve) => {
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("failed");
    });
    if (name === "link") Object.assign(element, { rel: "stylesheet", href: url + path });
    else Object.assign(element, { src: url + path });
    document.body.append(element);
    if ((await ended) === "loaded") seen.push(`${name} ${path}`);
  }
  const frame = document.createElement("iframe");
  frame.src = `${url}/bucket/page.html`;
  const loaded = new Promise((resolve) => {
    frame.onload = resolve;
  });
  document.body.append(frame);
  await loaded;
  if (window.planted === true) seen.push("the script of a bucket ran");
  const socket = new WebSocket(`${url.replace("http", "ws")}/health`);
  const opened = await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  if (opened) seen.push("WebSocket");
  return seen;
};
