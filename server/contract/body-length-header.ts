/** How many bytes a body has before it is compressed for the way, so that a reader can tell how far it is. */
export const BODY_LENGTH_HEADER = 'sizhi-body-length';
