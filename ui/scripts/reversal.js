/**
 * Taking back what was done, by the number of its act: from a strip, from the list of what was done, from a report.
 */
import { ApiError, send } from "./api.js";
import { ended } from "./jobs.js";
import { renew, saved } from "./renewal.js";
import { say } from "./elements/undo-toast.js";
import { phrase } from "./phrases.js";

/**
 * @typedef {{title: string, why: string}} LeftOut
 * @typedef {{act: number, said: string, notes: number, gone: number, left: number, left_out: LeftOut[]}} Report what was done, and `act` undoes it
 * @typedef {import("./jobs.js").Job<Report>} Job
 */

/**
 * Say what was done, with the way back.
 *
 * @param {{act: number, said: string}} deed as the server tells it
 * @param {() => unknown} [after] once it was taken back
 */
export function tell({ act, said }, after) {
  if (said) say({ text: said, undo: act ? () => undo(act).then(after) : undefined });
}

/** Say it, and show what was left as it is. @param {Report} report */
export function tellOf(report) {
  tell(report);
  if (report.left || report.gone)
    document.dispatchEvent(new CustomEvent("octavo:left-out", { detail: report }));
}

/** Take an act back, and say how that went. @param {number} act */
export async function undo(act) {
  try {
    tellOf(await undone(act));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say({ text: error.message });
  }
  await renew();
}

/** @param {number} act @returns {Promise<Report>} */
export async function undone(act) {
  if (!(await saved()))
    throw new ApiError(0, "unsaved", phrase("The note that is open is not saved. Look at what is wrong with it first."));
  return outcome(await send("POST", `/acts/${act}/undo`));
}

/** What came of a job over acts; a refusal is an ApiError. @param {Job} begun */
export async function outcome(begun) {
  const job = await ended(begun, "/acts/jobs", () => true);
  if (!job.report) throw new ApiError(0, job.state, job.message || phrase("Stopped. Nothing was changed."));
  return job.report;
}
