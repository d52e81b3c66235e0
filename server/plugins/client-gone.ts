/** The client closed the connection before it had its answer: there is nobody left to be told. */
export class ClientGone extends Error {
  constructor() {
    super('the client has closed the connection');
    this.name = 'ClientGone';
  }
}
