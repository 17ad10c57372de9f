from jinja2 import Environment, FileSystemLoader, select_autoescape

environment = Environment(loader=FileSystemLoader("templates/mails"), autoescape=select_autoescape(["html"]), trim_blocks=True)


def order_mail(order):
    return environment.get_template("order.html").render(order=order, customer=order.customer)
