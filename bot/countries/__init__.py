"""Understanding every way of naming a country: gazetteer, query parser, article tagger."""
