// The page on which a warning is approved or rejected. Looking at it changes nothing, because mail programs follow links by
// themselves: only its buttons do. It needs no script, and may not be framed, kept or told to another page.

import type { Decision, Question } from "./approvals.ts";

export interface Page {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

const style = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
pre{font:inherit;white-space:pre-wrap;border-left:.3rem solid #b35900;padding-left:1rem}
button{font:inherit;padding:.6rem 1.2rem;margin:0 .6rem .6rem 0;border:1px solid #57606a;border-radius:.4rem;background:#f6f8fa;color:inherit}
button[value=approve]{background:#a40e26;border-color:#a40e26;color:#fff}`;

/** What whoever only looks is shown. */
export function shownPage(question: Question): Page {
  if (question.decision === undefined) return questionPage(question);
  return question.taskToken === undefined ? alreadyDecidedPage(question) : untoldPage(question);
}

function questionPage({ subject, message, askedAt }: Question): Page {
  return page(
    200,
    "Shall the public be warned?",
    `<h2>${escaped(subject)}</h2><pre>${escaped(message)}</pre><p>Asked at ${escaped(askedAt)}. The first answer counts.
If no page tells you that yours was taken, open the link again.</p>
<form method="post"><button name="answer" value="approve">Approve the warning</button>
<button name="answer" value="reject">Reject it</button><button name="answer" value="later">I need more time</button></form>`,
  );
}

const outcomes = { approve: "approved", reject: "rejected" } as const satisfies Record<Decision, string>;

export function decidedPage({ decision = "reject", subject }: Question): Page {
  const what = decision === "approve" ? "It goes out now." : "It does not go out.";
  return page(200, `You ${outcomes[decision]} the warning`, `<p>${escaped(subject)}</p><p>${what}</p>`);
}

export function alreadyDecidedPage(question: Question): Page {
  const what =
    question.isHeard === false
      ? "The workflow did not wait for that any more: it had heard it before, or had asked somebody else."
      : "Your answer changes nothing.";
  return page(409, "This has been answered", `${answered(question)} ${what}</p>`);
}

/** Whoever answered may have been cut off before the workflow was told. */
export function untoldPage(question: Question): Page {
  const { decision = "reject" } = question;
  return page(
    202,
    "The workflow is being told",
    `${answered(question)} The workflow has not confirmed that it knows. If this page still says so in a quarter of a minute, tell it again:
nothing is lost, and nothing happens twice.</p><form method="post"><button name="answer" value="${decision}">Tell it again</button></form>`,
  );
}

function answered({ decision = "reject", decidedAt = "", subject }: Question): string {
  return `<p>${escaped(subject)}</p><p>It was ${outcomes[decision]} at ${escaped(decidedAt)}.`;
}

/** The pages that hold nothing of a question. */
export const plainPages = {
  tampered: page(
    403,
    "This link is not valid",
    "<p>It is not as it was sent. Open it from the message again.</p>",
  ),
  expired: page(
    410,
    "This link has expired",
    "<p>Nobody answered in time, and the question went on without it.</p>",
  ),
  tooLate: page(
    410,
    "This question is closed",
    "<p>The workflow does not wait for an answer any more: it has been given one, or has asked somebody else.</p>",
  ),
  noAnswer: page(400, "That was no answer", "<p>Go back and choose one of the buttons.</p>"),
  later: page(200, "You have more time", "<p>Nobody else is asked for the moment. Go back to answer.</p>"),
} as const;

function page(statusCode: number, title: string, content: string): Page {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`;
  return { statusCode, headers, body };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
