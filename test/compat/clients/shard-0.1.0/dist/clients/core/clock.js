export const systemClock = {
    now: () => performance.now(),
    wallTime: () => Date.now(),
    after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
    },
};
