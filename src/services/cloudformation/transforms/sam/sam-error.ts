// What is wrong with a SAM template, in the words of AWS's own translator, with the place in the template.

/** Keys and indexes from the template's root: `["Resources", "Hello", "Properties", "Events"]`. */
export type TemplatePath = readonly (string | number)[];

export interface SamProblem {
  readonly message: string;
  readonly path: TemplatePath;
}

/** Ends the expansion of the whole template. */
export class InvalidTemplate extends Error {
  override readonly name = "InvalidTemplate";
  readonly path: TemplatePath;

  constructor(message: string, path: TemplatePath) {
    super(message);
    this.path = path;
  }
}

/** Ends the expansion of one resource; the others go on, so that all problems are told at once. */
export class InvalidResource extends Error {
  override readonly name = "InvalidResource";
  readonly logicalId: string;
  readonly path: TemplatePath;

  /** `path` begins at the resource. */
  constructor(logicalId: string, message: string, path: TemplatePath = []) {
    super(message);
    this.logicalId = logicalId;
    this.path = ["Resources", logicalId, ...path];
  }

  /** `name` is what AWS calls the resource, `logicalId` the one that the path begins at. */
  static because(name: string, problem: string, path: TemplatePath = [], logicalId = name): InvalidResource {
    return new InvalidResource(logicalId, `Resource with id [${name}] is invalid. ${problem}`, path);
  }

  static duplicate(owner: string, id: string, type: string): InvalidResource {
    const problem = `Transforming resource with id [${owner}] attempts to create a new resource with id [${id}] and type "${type}". A resource with that id already exists within this template. Please use a different id for that resource.`;
    return new InvalidResource(owner, problem);
  }
}

/** In the order of the resources' ids, as AWS tells them. */
export function sortedProblems(
  errors: readonly (InvalidTemplate | InvalidResource)[],
): readonly SamProblem[] {
  const idOf = (error: InvalidTemplate | InvalidResource) =>
    error instanceof InvalidResource ? error.logicalId : "";
  return [...errors]
    .sort((one, other) => (idOf(one) < idOf(other) ? -1 : idOf(one) > idOf(other) ? 1 : 0))
    .map(({ message, path }) => ({ message, path }));
}

/** All problems as the one text that AWS answers with. */
export function accountOf(problems: readonly SamProblem[]): string {
  const messages = problems.map(({ message }) => message).join(" ");
  return `Invalid Serverless Application Specification document. Number of errors found: ${problems.length}. ${messages}`;
}
