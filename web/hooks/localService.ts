/** The service on this machine, which is asked where no other was named. */
export const LOCAL_SERVICE = "http://127.0.0.1:8080/";
