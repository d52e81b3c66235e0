// Kept apart from sizhi.cjs, and in plain old syntax, so that an old Node reaches the message
// instead of failing on a construct that it cannot parse.

/** The oldest Node release that Sizhi runs on; the same as `engines.node` in package.json. */
const MINIMUM_NODE = { major: 20, minor: 19 };

/**
 * Says why a Node release cannot run Sizhi.
 * @param {string} version as in `process.versions.node`, for example `20.19.0`
 * @returns {string | null} one line for people, or null when the release will do
 */
function nodeVersionProblem(version) {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  const wanted = `${MINIMUM_NODE.major}.${MINIMUM_NODE.minor}`;
  if (major > MINIMUM_NODE.major || (major === MINIMUM_NODE.major && minor >= MINIMUM_NODE.minor)) {
    return null;
  }
  return `sizhi: needs Node.js ${wanted} or newer, but this is ${version}. See https://nodejs.org/ (需要 Node.js ${wanted} 或更高版本)`;
}

module.exports = { MINIMUM_NODE, nodeVersionProblem };
