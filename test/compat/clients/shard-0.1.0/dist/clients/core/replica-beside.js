const nobody = { viewing: [], typing: [] };
/** After a state nobody is there until it is told; what was seen stays seen. */
export function besideFromState(before) {
    const seenBySupport = before?.seenBySupport ?? 0;
    return { seenBySupport, isSupportTyping: false, company: nobody };
}
export function applySignal(beside, is) {
    switch (is.on) {
        case 'company':
            return { ...beside, company: { viewing: is.viewing, typing: is.typing } };
        case 'support_typing':
            return { ...beside, isSupportTyping: is.typing };
        case 'presence':
            return beside;
    }
}
