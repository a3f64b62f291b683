// What `import … from "millrace"` offers: state machines in unit tests, and definitions checked and drawn.

export type { Diagnostic } from "./asl/diagnostic.ts";
export { renderDiagnostics } from "./asl/validate/render.ts";
export { type LoadedDefinition, loadDefinition, type ValidationOptions } from "./asl/validate/validate.ts";
export type { Json, JsonObject } from "./aws/json.ts";
export type { WorkflowType } from "./engine/execution.ts";
export { Failure } from "./engine/failure.ts";
export type { HistoryEvent, HistoryEventType } from "./engine/history/event.ts";
export type { TaskCall } from "./engine/seams.ts";
export { InvalidMockConfig, type MockConfig, mockedTasks, readMockConfig } from "./library/mock-config.ts";
export { InvalidInput, InvalidOption } from "./library/run-checks.ts";
export {
  InvalidDefinition,
  type RunOptions,
  type RunResult,
  StateMachine,
  type StateMachineOptions,
} from "./library/state-machine.ts";
export { InvalidStub, type MockedResponse, type MockStep } from "./library/stub-checks.ts";
export {
  neverAnswers,
  type TaskFunction,
  type TaskStub,
  type TaskStubs,
} from "./library/task-stubs.ts";
