/** The suite's own channel beside the real one: it carries messages between the page's script and the test. */
export const FAR_CHANNEL = 'conformance-far-end'
