// The Markdown of text widgets, as much of it as dashboards use: headings, lists, emphasis, code and links.

import type { ComponentChildren } from "preact";

export function Markdown({ text }: { readonly text: string }) {
  return (
    <div class="markdown">
      {text.split(/\n{2,}/).map((block, at) => (
        <Block key={at} block={block.trim()} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: string }) {
  const lines = block.split("\n");
  const [, marks = "", title = ""] = /^(#{1,6})\s+(.*)$/.exec(lines[0] ?? "") ?? [];
  if (marks !== "") {
    const Heading = marks.length < 3 ? "h2" : "h3";
    return (
      <>
        <Heading>{inline(title)}</Heading>
        {lines.length > 1 && <Block block={lines.slice(1).join("\n")} />}
      </>
    );
  }
  if (lines.every((line) => /^\s*(?:[-*]|\d+\.)\s/.test(line)))
    return (
      <ul>
        {lines.map((line, at) => (
          <li key={at}>{inline(line.replace(/^\s*(?:[-*]|\d+\.)\s+/, ""))}</li>
        ))}
      </ul>
    );
  return block === "" ? null : <p>{inline(block)}</p>;
}

const marked = /\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g;

function inline(text: string): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let last = 0;
  for (const found of text.matchAll(marked)) {
    const [whole, strong, emphasis, code, label, address = ""] = found;
    parts.push(text.slice(last, found.index));
    if (strong !== undefined) parts.push(<strong>{strong}</strong>);
    else if (emphasis !== undefined) parts.push(<em>{emphasis}</em>);
    else if (code !== undefined) parts.push(<code>{code}</code>);
    else parts.push(/^(?:https?:|#|\/)/.test(address) ? <a href={address}>{label}</a> : label);
    last = found.index + whole.length;
  }
  parts.push(text.slice(last));
  return parts;
}
