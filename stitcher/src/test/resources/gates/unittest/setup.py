from setuptools import setup

setup(name="fixture", packages=["core", "app"])
