// A record that cannot be processed, in the words of the object that it ends in.

export class ProcessingFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
