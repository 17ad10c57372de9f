from lxml import etree

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def orders(data):
    root = etree.fromstring(data, parser=PARSER)
    return [{"sku": node.get("sku"), "count": int(node.findtext("count", "1"))} for node in root.iter("order")]
