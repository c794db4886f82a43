// A set-up that cannot go on for a reason its user can mend: a message instead of a stack.

export class SetupError extends Error {
  /**
   * @param {number} exitCode what scripts/setup.mjs exits with
   * @param {string} message what was tried, what was found, what would help
   */
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}
