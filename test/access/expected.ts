/**
 * Every command and every read, asked by every kind of principal. All that the kinds of staff have
 * is the one right that they are named after.
 *
 * | sign | outcome |
 * |---|---|
 * | `+` | done, or told |
 * | `0` | told, and it is empty |
 * | `.` | there is no such ticket, in the same bytes as for one that never was |
 * | `r` | right missing (403 of the HTTP API); of what is asked by administrators, in the same bytes whatever it names |
 * | `s` `a` `w` `h` | there is no such session, account, webhook, shard, in the same bytes as for one that never was |
 * | `S` | only a shard may send this |
 * | `N` | a shard does this for one of its sessions |
 * | `u` | not signed in (401), `f` not from another page (403) |
 * | `-` | nothing answers, and the connection stays |
 * | `x` | the connection is closed |
 */
export const expected = `
                            str out mem wat bli vie rep not ass sta add set acc sha can exp era adm =A= =B=
open, player                x   +   +   r   +   r   r   r   r   r   r   r   r   r   r   r   r   +   +   s
open, support               x   r   r   r   r   r   +   r   r   r   r   r   r   r   r   r   r   +   r   s
open for others, support    x   r   r   r   r   r   +   r   r   r   r   r   r   r   r   r   r   +   r   s
post_message, player        x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
post_message, support       x   .   r   r   .   r   +   r   r   r   .   .   .   .   .   .   .   +   r   s
post_note, player           x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
post_note, support          x   .   r   r   .   r   r   +   r   r   .   .   .   .   .   .   .   +   r   s
edit_subject, player        x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
edit_subject, support       x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
assign_to_me, player        x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
assign_to_me, support       x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
assign, player              x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
assign, support             x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
set_status, player          x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
set_status, support         x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
set_priority, player        x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
set_priority, support       x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
unassign, player            x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
unassign, support           x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
close, player               x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
close, support              x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
archive, player             x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
archive, support            x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
reopen, player              x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
reopen, support             x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
add_participants, player    x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
add_participants, support   x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
add_faction, player         x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
add_faction, support        x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
remove_participant, player  x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
remove_participant, support x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
watch queue                 x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch queue, closed         x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch presence              x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch canned                x   r   r   r   r   +   +   +   +   +   r   r   r   r   +   r   r   +   N   N
watch seen                  x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
watch mine                  x   0   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   0   N   N
watch mine, closed          x   0   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   0   N   N
watch ticket, public        x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
get, public                 x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
find_ticket, public         x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
seen, public                x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
signal, public              x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
watch ticket, support       x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
get, support                x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
find_ticket, support        x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
seen, support               x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
signal, support             x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
find accounts               x   r   r   r   r   r   +   r   +   r   r   r   r   r   r   +   +   +   N   N
find staff                  x   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   N   N
find factions               x   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   N   N
admin settings_get          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_set          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_discord      x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_data         x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin group_list            x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin group_set             x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin group_remove          x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_list          x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_add           x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_groups        x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_rights        x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_alias         x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_get           x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_password      x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_disable       x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_sign_out      x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_unlink_discord x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_delete        x   r   r   r   r   r   r   r   r   r   r   r   a   r   r   r   r   a   N   N
admin steps_get             x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin erase_preview         x   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   +   +   N   N
admin account_erase         x   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   a   a   N   N
admin forget_preview        x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin shard_forget          x   r   r   r   r   r   r   r   r   r   r   r   h   r   r   r   r   h   N   N
admin retention_preview     x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin link                  x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin shard_list            x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_add             x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_rotate          x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_remove          x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin canned_set            x   r   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   +   N   N
admin canned_remove         x   r   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   +   N   N
admin own_canned_set        x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
admin own_canned_remove     x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
admin own_discord_get       x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin own_discord_code      x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin own_discord_unlink    x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin webhook_list          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin webhook_add           x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin webhook_set           x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_rotate        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_pause         x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_resume        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_remove        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_test          x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin audit_list            x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
account                     x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   +
character                   x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
faction                     x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
discord_link                x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
session_opened              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
session_moved               x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
session_closed              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
sign_in_link                x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
help_requested              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
form_answered               x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
notice_shown                x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   -   -
sessions_end                x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   -   -
POST /web/link, wrong       u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
POST /web/login, wrong      u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
POST /web/socket            u   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   u   u
the same, elsewhere         f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f
POST /web/logout            +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api list                    u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api ticket                  u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api assign-to-me            u   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   u   u
api status Closed           u   r   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   +   u   u
api status Assigned         u   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   +   u   u
api status Open             u   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   +   u   u
api me                      u   +   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   +   u   u
api transcript              u   .   +   +   .   +   +   +   +   +   .   .   .   .   .   .   .   +   u   u
api transcript, support     u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api login, wrong            u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
api health                  +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api version                 +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api openapi.json            +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
`;
