// What is wrong with a template: which file, where in it (a JSON pointer), and what was expected.

export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly file: string;
  readonly path: string;

  constructor(file: string, path: string, problem: string) {
    super(`${file}${path === "" ? "" : `:${path}`}: ${problem}`);
    this.file = file;
    this.path = path;
  }
}
