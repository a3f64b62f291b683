// What is written of a record that could not be processed or delivered: a line of JSON each, in an object under the error's prefix.
// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html

import { inSlices } from "../../../time/time-slice.ts";
import type { Piece } from "./piece.ts";

export interface Failure {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attemptsMade: number;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly lambdaArn?: string | undefined;
}

export function failedPiece({ source, data }: Piece, failure: Failure): Piece {
  const { errorCode, errorMessage, attemptsMade, endedAt, lambdaArn } = failure;
  const line = JSON.stringify({
    attemptsMade,
    arrivalTimestamp: source.at,
    ...{ errorCode, errorMessage },
    attemptEndingTimestamp: endedAt,
    rawData: data.toString("base64"),
    lambdaArn,
  });
  return { source, data: Buffer.from(`${line}\n`) };
}

/** There may be 64 MB of them. */
export async function failedPieces(pieces: readonly Piece[], failure: Failure): Promise<readonly Piece[]> {
  return inSlices(failedInTurn(pieces, failure));
}

function* failedInTurn(pieces: readonly Piece[], failure: Failure): Generator<void, readonly Piece[]> {
  const failed: Piece[] = [];
  for (const piece of pieces) {
    failed.push(failedPiece(piece, failure));
    yield;
  }
  return failed;
}
