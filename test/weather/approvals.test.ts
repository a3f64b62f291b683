// Approval links and the page: what is let in, what is refused, and what a question may hold.

import { describe, expect, test } from "@jest/globals";
import { readLink, signedLink } from "../../src/weather/approval-links.ts";
import { alreadyDecidedPage, shownPage, untoldPage } from "../../src/weather/approval-page.ts";
import { questionFor, readAnswer, wordQuestion } from "../../src/weather/approvals.ts";

const link = { id: "6e3c", expiresAt: 2_000 };
const key = "key";
const query = (url: string) => Object.fromEntries(new URL(url).searchParams);
const good = query(signedLink("https://page.example/", link, key));
const before = 1_999_999;

describe("a link", () => {
  test("is valid until it expires", () => {
    expect(readLink(good, key, before)).toEqual({ state: "valid", link });
    expect(readLink(good, key, 2_000_000)).toEqual({ state: "expired" });
  });

  test.each([
    ["another id", { ...good, id: "6e3d" }],
    ["a later expiry", { ...good, expires: "9000" }],
    ["an expiry that is no number", { ...good, expires: "NaN" }],
    ["an id that took over a piece of the expiry", { ...good, id: "6e3c 2", expires: "000" }],
    ["no signature", { id: good.id, expires: good.expires }],
    ["half a signature", { ...good, signature: good.signature?.slice(0, 20) }],
    ["another key's signature", query(signedLink("https://page.example/", link, "other"))],
    ["nothing", {}],
  ])("with %s is tampered with", (_, tampered) => {
    expect(readLink(tampered, key, before)).toEqual({ state: "tampered" });
  });
});

describe("a question", () => {
  const request = {
    taskToken: "the-token",
    topicArn: "arn",
    answerWithinSeconds: 60,
    findingId: "f",
    subject: "Gale <at> Cape",
    message: 'It "blows" & <script>alert(1)</script>',
  };
  const question = questionFor(request, link, 1_940_000);

  test("is forgotten a day after its link", () => {
    expect(question).toMatchObject({
      approvalId: "6e3c",
      askedAt: "1970-01-01T00:32:20.000Z",
      forgetAt: 88_400,
    });
  });

  test("is worded with its link, and without its token", () => {
    const worded = wordQuestion({ ...request, subject: "x".repeat(99) }, "https://link", 2_000);
    expect(worded.subject).toHaveLength(99);
    expect(worded.message).toMatch(/until 1970-01-01T00:33:20.000Z:\nhttps:\/\/link$/);
    expect(JSON.stringify(worded)).not.toContain("the-token");
  });

  test.each([
    shownPage(question),
    untoldPage({ ...question, decision: "approve", decidedAt: "now" }),
    alreadyDecidedPage({ ...question, decision: "approve", decidedAt: "now" }),
  ])("is shown as text, without its token, on a page that may not be kept or framed", ({ body, headers }) => {
    expect(body).not.toContain("<script>");
    expect(body).toContain("Gale &lt;at&gt; Cape");
    expect(body).not.toContain("the-token");
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });

  test.each([
    ["answer=approve", "approve"],
    ["answer=reject", "reject"],
    ["answer=later", "later"],
    ["answer=Approve", undefined],
    ["", undefined],
  ])("takes %j as %j", (form, answer) => {
    expect(readAnswer(form)).toBe(answer);
  });
});
