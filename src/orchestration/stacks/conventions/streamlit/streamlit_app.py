import streamlit as st

st.title("App")
