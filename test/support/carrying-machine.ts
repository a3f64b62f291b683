/** Hands 250 KB from state to state, no two of which are the same, until its history has 24,000 events and would take gigabytes. */
export const carryingMachine = JSON.stringify({
  StartAt: "Count",
  States: {
    Count: {
      Type: "Pass",
      Parameters: { "n.$": "States.MathAdd($.n, 1)", "text.$": "$.text" },
      Next: "Again",
    },
    Again: {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericLessThan: 6000, Next: "Count" }],
      Default: "End",
    },
    End: { Type: "Succeed" },
  },
});

export const carriedInput = { n: 0, text: "x".repeat(250_000) };
