"""Language models of other companies, behind the node's own ports."""
