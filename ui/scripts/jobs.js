/**
 * Long work that goes on in the server: asked for now and then until it is over.
 */
import { send } from "./api.js";

const askEvery = 200; // ms

/**
 * @template R
 * @typedef {{id: string, state: "running" | "done" | "failed" | "stopped", done: number, total: number, message: string, report: R | null}} Job
 */

/**
 * @template R
 * @param {Job<R>} job as it was started
 * @param {string} address where jobs of its kind are asked for
 * @param {(job: Job<R>) => boolean} tell shows how far it is; false when nobody waits for it any more
 * @returns {Promise<Job<R>>} as it is in the end
 */
export async function ended(job, address, tell) {
  while (job.state === "running" && tell(job)) {
    await new Promise((go) => setTimeout(go, askEvery));
    job = await send("GET", `${address}/${job.id}`);
  }
  return job;
}
