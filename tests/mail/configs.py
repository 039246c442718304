"""What the two servers of the mail tests are told: Dovecot for IMAP, exim for SMTP, nothing outside this machine."""

DOVECOT = """
base_dir = {home}/run
state_dir = {home}/state
instance_name = huisheng-tests
protocols = imap lmtp
listen = 127.0.0.1
log_path = {home}/log/dovecot.log
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_default_realm = {domain}
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = maildir:{home}/mail/%Lu
mail_max_userip_connections = 100
recipient_delimiter = +
imap_capability = {capability}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%Lu allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox 投诉 {{
    auto = subscribe
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

# Mail from outside comes in on `smtp`, for our domain only. What is sent by `submission` (with a login) to any other
# domain lies in a mailbox of that address here, except for the domain that refuses everybody after having taken it.
EXIM = """
primary_hostname = mail.{domain}
domainlist local_domains = {domain} : localhost
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp} : {submission} : {submissions}
tls_on_connect_ports = {submissions}
tls_advertise_hosts = *
tls_certificate = {home}/cert.pem
tls_privatekey = {home}/key.pem
spool_directory = {home}/spool
log_file_path = {home}/log/exim-%s.log
pid_file_path = {home}/exim.pid
message_size_limit = 100M
acl_smtp_rcpt = acl_rcpt
acl_smtp_mail = acl_mail
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
never_users =
qualify_domain = {domain}
accept_8bitmime = true
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
check_rfc2047_length = false
smtp_enforce_sync = false
smtp_accept_max = 100
smtp_accept_max_per_host = 100
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
received_headers_max = 500
received_header_text = Received: from $sender_helo_name by $primary_hostname id $message_exim_id; $tod_full
begin acl
acl_mail:
  deny condition = ${{if and{{{{!eq{{$received_port}}{{{smtp}}}}}{{!def:authenticated_id}}}}}}
       message = 530 Authentication required
  accept
acl_rcpt:
  accept domains = +local_domains
         local_parts = {accepted}
  deny domains = +local_domains
       message = 550 5.1.1 No such user here
  accept authenticated = *
         control = submission/sender_retain
  deny message = 550 5.7.1 Relaying denied
begin routers
alias:
  driver = redirect
  domains = +local_domains
  local_parts = {alias}
  data = {support}@{domain}
nobody_home:
  driver = redirect
  domains = {refusing}
  allow_fail
  data = :fail: 550 5.1.1 The email account that you tried to reach does not exist
everyone:
  driver = accept
  transport = lmtp
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  hosts_override
  allow_localhost
  port = {lmtp}
  hosts_avoid_tls = *
  message_linelength_limit = 1G
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
* * F,1h,5s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if eq{{$auth2}}{{{password}}}}}
  server_set_id = $auth1
"""
