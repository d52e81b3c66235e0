/** Lets the browser do something else, a picture or what the reader does, before what is left goes on. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
