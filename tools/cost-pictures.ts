// `npx node tools/cost-pictures.ts` draws docs/pictures/cost.svg anew: what the ways to run the service cost by rate and by batch, and
// where Express and Standard, and the two modes of a stream, cost the same.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { billFor } from "../src/cost/bill.ts";
import { breakEvens, crossing, executionUsd, streamUsd } from "../src/cost/break-even.ts";
import { designNamed, designs } from "../src/cost/designs.ts";
import { statesOfBatch } from "../src/cost/executions.ts";
import { defaultWorkload } from "../src/cost/workload.ts";
import { type Plot, plotHeight, plotSize, renderPlot } from "../src/plots/line-plot.ts";

const workload = { ...defaultWorkload, recordsPerSecond: 100_000 };
const gap = 24;

function steps(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => from * (to / from) ** (index / (count - 1)));
}

function dollars(value: number): string {
  return `$${value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 2 })}`;
}

const plain = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

const byRate: Plot = {
  title: "A month of the service, by its rate",
  x: { label: "records a second", scale: "log", format: plain },
  y: { label: "USD a month", scale: "log", format: dollars },
  lines: designs.map((design) => ({
    label: design.title,
    points: steps(1, 100_000, 51).map((recordsPerSecond) => [
      recordsPerSecond,
      billFor({ ...workload, recordsPerSecond }, design).usd,
    ]),
  })),
};

const standardFrom = breakEvens(workload).find(({ unit }) => unit === "records")?.at ?? Number.NaN;
const expressPerRecord = designNamed("express");
const batches = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 250];

const byBatch: Plot = {
  title: "A million records at 100,000 a second, by the size of a batch",
  x: { label: "records of a batch", scale: "log", from: 1, to: 1000, format: plain },
  y: { label: "USD a million records", scale: "log", format: dollars },
  lines: designs.map((design) => ({
    label: design.title,
    points: batches.map((batch) => [batch, billFor({ ...workload, batch }, design).usdPerMillionRecords]),
  })),
  marks: [
    {
      at: [
        standardFrom,
        billFor({ ...workload, batch: standardFrom }, expressPerRecord).usdPerMillionRecords,
      ],
      label: `${plain(standardFrom)} records`,
    },
  ],
};

const { transitions } = statesOfBatch(workload, 1);
const evenMs =
  crossing(
    (ms) => executionUsd(transitions, ms).standard - executionUsd(transitions, ms).express,
    100,
    300_000,
  ) ?? Number.NaN;

const byDuration: Plot = {
  title: "A million executions of seven states, by how long each runs",
  x: { label: "seconds of an execution", scale: "log", format: plain },
  y: { label: "USD a million executions", scale: "log", format: dollars },
  lines: (["standard", "express"] as const).map((type) => ({
    label: type === "standard" ? "Standard, by its state transitions" : "Express, by its time, 64 MB",
    points: steps(100, 300_000, 61).map((ms) => [ms / 1000, executionUsd(transitions, ms)[type]]),
  })),
  marks: [
    {
      at: [evenMs / 1000, executionUsd(transitions, evenMs).standard],
      label: `${plain(Math.round(evenMs / 1000))} s`,
    },
  ],
};

const onDemandUsd = streamUsd(workload, "on-demand", 0);
const headroom =
  crossing((more) => onDemandUsd - streamUsd(workload, "provisioned", more), 0, 20) ?? Number.NaN;

const byCapacity: Plot = {
  title: "A month of the stream at 100,000 records a second",
  x: { label: "capacity provisioned, as times the rate", from: 0, to: 20, format: plain },
  y: { label: "USD a month", format: dollars },
  lines: (["provisioned", "on-demand"] as const).map((mode) => ({
    label: mode === "provisioned" ? "Provisioned shards" : "On demand",
    points: Array.from({ length: 39 }, (_, index) => [1 + index / 2, streamUsd(workload, mode, index / 2)]),
  })),
  marks: [{ at: [1 + headroom, onDemandUsd], label: `${plain(1 + headroom)} times` }],
};

export function costPicture(): string {
  const rows = [
    [byRate, byBatch],
    [byDuration, byCapacity],
  ];
  const heights = rows.map((row) => Math.max(...row.map(plotHeight)) + gap);
  const [width, height] = [2 * plotSize.width + 3 * gap, heights.reduce((sum, each) => sum + each, gap)];
  const plots = rows.flatMap((row, at) => {
    const y = gap + heights.slice(0, at).reduce((sum, each) => sum + each, 0);
    return row.map((plot, column) => renderPlot(plot, { x: gap + column * (plotSize.width + gap), y }));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What the service costs">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...plots,
    "</svg>",
    "",
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(import.meta.dirname, "../docs/pictures/cost.svg"), costPicture());
}
