/** The one channel between the page and the main process; both directions carry envelopes. */
export const IPC_CHANNEL = 'shoal'
