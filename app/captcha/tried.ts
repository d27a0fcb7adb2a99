/** What a worker of ours says after each try. */
export const TRIED = 'tried';
