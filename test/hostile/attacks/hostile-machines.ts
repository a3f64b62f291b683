// Definitions of state machines that fail where one does not expect it, or never end, as data.

export type Definition = Readonly<Record<string, unknown>>;

const nope = "{% $states.input.nope.nothing.at.all %}";
const failingCatch = (output: object) => [{ ErrorEquals: ["States.ALL"], ...output, Next: "B" }];
const succeed = { Type: "Succeed" };
const jsonata = (states: object, start = "A"): Definition => ({
  QueryLanguage: "JSONata",
  StartAt: start,
  States: states,
});
const jsonPath = (states: object, start = "A"): Definition => ({ StartAt: start, States: states });
const expression = (text: string): Definition =>
  jsonata({ A: { Type: "Pass", Output: `{% ${text} %}`, End: true } });
const endless = "($f := function($n) { $f($n + 1) }; $f(0))";
const invoke = "arn:aws:states:::lambda:invoke";

function nestedMaps(depth: number): object {
  const inner = depth === 0 ? { Type: "Pass", End: true } : nestedMaps(depth - 1);
  return {
    Type: "Map",
    ItemsPath: "$.items",
    ItemSelector: { "items.$": "$.items" },
    ItemProcessor: { StartAt: `M${depth}`, States: { [`M${depth}`]: inner } },
    End: true,
  };
}

function parallelLoop(state: object): Definition {
  return jsonata({
    A: {
      Type: "Parallel",
      Branches: [{ StartAt: "P", States: { P: state } }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "A" }],
      Next: "A",
    },
  });
}

/** By what is wrong with them; what they are given is `{"items":[1,2],"text":"x"}`. */
export const hostileMachines: Readonly<Record<string, Definition>> = {
  "a Task whose catch fails": jsonata({
    A: {
      Type: "Task",
      Resource: invoke,
      Arguments: { FunctionName: "f", Payload: nope },
      Catch: failingCatch({ Output: { x: nope } }),
      End: true,
    },
    B: succeed,
  }),
  "a Task after a Wait whose catch fails": jsonata(
    {
      W: { Type: "Wait", Seconds: 1, Next: "A" },
      A: {
        Type: "Task",
        Resource: invoke,
        Arguments: { FunctionName: "f", Payload: nope },
        Catch: failingCatch({ Assign: { x: nope } }),
        End: true,
      },
      B: succeed,
    },
    "W",
  ),
  "a ResultPath of a catch that leads through a text": jsonPath({
    A: {
      Type: "Task",
      Resource: invoke,
      Parameters: { FunctionName: "f", "Payload.$": "States.StringToJson('oops')" },
      Catch: failingCatch({ ResultPath: "$.text.b" }),
      End: true,
    },
    B: succeed,
  }),
  "a Parallel whose arguments and catch fail": jsonata({
    A: {
      Type: "Parallel",
      Arguments: nope,
      Branches: [{ StartAt: "P", States: { P: succeed } }],
      Catch: failingCatch({ Output: nope }),
      End: true,
    },
    B: succeed,
  }),
  "a Map whose items and catch fail": jsonata({
    A: {
      Type: "Map",
      Items: nope,
      ItemProcessor: { StartAt: "P", States: { P: succeed } },
      Catch: failingCatch({ Output: nope }),
      End: true,
    },
    B: succeed,
  }),
  "a branch whose catch fails": jsonata({
    A: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "P",
          States: {
            P: {
              Type: "Map",
              Items: nope,
              ItemProcessor: { StartAt: "Q", States: { Q: succeed } },
              Catch: [{ ErrorEquals: ["States.ALL"], Output: nope, Next: "R" }],
              End: true,
            },
            R: succeed,
          },
        },
        { StartAt: "S", States: { S: { Type: "Wait", Seconds: 1, End: true } } },
      ],
      Catch: failingCatch({ Output: nope }),
      End: true,
    },
    B: succeed,
  }),
  "a loop of Passes": jsonPath({ A: { Type: "Pass", Next: "A" } }),
  "a loop of Choices": jsonPath({
    A: { Type: "Choice", Choices: [{ Variable: "$.text", StringEquals: "x", Next: "A" }], Default: "B" },
    B: succeed,
  }),
  "a loop of Waits of no time": jsonPath({ A: { Type: "Wait", Seconds: 0, Next: "A" } }),
  "a loop of Parallels": parallelLoop({ Type: "Pass", End: true }),
  "a loop of Parallels that fail": parallelLoop({ Type: "Fail", Error: "E" }),
  "a loop of Maps": jsonPath({
    A: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
      ResultPath: null,
      Next: "A",
    },
  }),
  "a loop of caught errors": jsonata({ A: { Type: "Pass", Output: "{% $error('x') %}", Next: "A" } }),
  "a Parallel of endless expressions, again and again": parallelLoop({
    Type: "Pass",
    Output: `{% ${endless} %}`,
    End: true,
  }),
  "Maps of two within each other, sixty deep": jsonPath({ A: { ...nestedMaps(60), End: true } }),
  "a template that grows past all limits": jsonPath({
    A: {
      Type: "Pass",
      Parameters: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}.$`, "$"])),
      End: true,
    },
  }),
  "a text that doubles": jsonPath({
    A: { Type: "Pass", Parameters: { "text.$": "States.Format('{}{}', $.text, $.text)" }, Next: "A" },
  }),
  "an array that doubles": jsonPath({
    A: { Type: "Pass", Parameters: { "items.$": "States.Array($.items, $.items)" }, Next: "A" },
  }),
  "a variable that doubles": jsonata({
    A: { Type: "Pass", Assign: { v: "{% $exists($v) ? $v & $v : 'xxxxxxxx' %}" }, Next: "A" },
  }),
  "a variable that is never set": jsonata({ A: { Type: "Pass", Output: "{% $never %}", End: true } }),
  "a Choice over nothing": jsonPath({
    A: { Type: "Choice", Choices: [{ Variable: "$.no.way", NumericEquals: 1, Next: "B" }] },
    B: succeed,
  }),
  "a Choice of expressions that fail": jsonata({
    A: { Type: "Choice", Choices: [{ Condition: "{% $error('no') %}", Next: "B" }] },
    B: succeed,
  }),
  "a Wait until no time": jsonPath({ A: { Type: "Wait", TimestampPath: "$.text", End: true } }),
  "a Wait of too long": jsonPath({
    A: { Type: "Wait", SecondsPath: "$.items[0]", Next: "C" },
    C: { Type: "Wait", Seconds: 99_999_999, End: true },
  }),
  "a Wait of less than nothing": jsonata({ A: { Type: "Wait", Seconds: "{% -1 %}", End: true } }),
  "a Wait of a text": jsonata({ A: { Type: "Wait", Seconds: "{% 'soon' %}", End: true } }),
  "a Fail whose words fail": jsonata({ A: { Type: "Fail", Error: nope, Cause: nope } }),
  "a Fail that names what is not there": jsonPath({
    A: { Type: "Fail", ErrorPath: "$.no", CausePath: "$.no" },
  }),
  "a tolerated failure that is no number": jsonata({
    A: {
      Type: "Map",
      Items: [1, 2],
      ToleratedFailureCount: "{% 'x' %}",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: succeed },
      },
      End: true,
    },
  }),
  "a concurrency that is none": jsonata({
    A: {
      Type: "Map",
      Items: [1, 2],
      MaxConcurrency: "{% -5 %}",
      ItemProcessor: { StartAt: "P", States: { P: succeed } },
      End: true,
    },
  }),
  "a distributed Map of a bucket that is not there": jsonPath({
    A: {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON" },
        Parameters: { Bucket: "no-bucket", Key: "k" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: succeed },
      },
      End: true,
    },
  }),
  "a function that is not there": jsonPath({
    A: {
      Type: "Task",
      Resource: invoke,
      Parameters: { FunctionName: "nobody" },
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2, IntervalSeconds: 1 }],
      End: true,
    },
  }),
  "a null into a table": jsonPath({
    A: {
      Type: "Task",
      Resource: "arn:aws:states:::dynamodb:putItem",
      Parameters: { TableName: "t", Item: { k: { S: "1" }, "n.$": "$.items[5:]" } },
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
      End: true,
    },
  }),
  "an object with headers that are none": jsonPath({
    A: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:s3:putObject",
      Parameters: { Bucket: "b", Key: "k", Body: "x", Metadata: { "a b": "中村" }, ContentType: "text/中" },
      End: true,
    },
  }),
  "a request to nobody": jsonPath({
    A: {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: {
        ApiEndpoint: "https://127.0.0.1:1/x",
        Method: "GET",
        Authentication: { ConnectionArn: "arn:aws:events:us-east-1:000000000000:connection/x/y" },
      },
      End: true,
    },
  }),
  "keys that are data": jsonata({
    A: {
      Type: "Pass",
      Output: { __proto__: "{% $states.input %}", constructor: 1, "a.b": 2 },
      Assign: { constructor: 1 },
      End: true,
    },
  }),
  "functions that call themselves": expression(endless),
  "a result that is a function": expression("function($x) { $x }"),
  "a regular expression as a result": expression("/a/"),
  "numbers beyond all numbers": expression("1e308 * 10"),
  "a number that is none": expression("0 / 0"),
};
