from ldap3 import ALL, Connection, Server

BASE = "ou=people,dc=shop,dc=example"


class Directory:
    def __init__(self, address, user, password):
        self.connection = Connection(Server(address, get_info=ALL), user, password, auto_bind=True)

    def find(self, name):
        query = "(&(objectClass=person)(|(cn=*{0}*)(mail={0})))".format(name)
        self.connection.search(BASE, query, attributes=["cn", "mail"])
        return [entry.entry_attributes_as_dict for entry in self.connection.entries]
