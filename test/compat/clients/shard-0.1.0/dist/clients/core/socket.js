export const socket_open = 1;
