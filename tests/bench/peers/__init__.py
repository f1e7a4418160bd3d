"""The same texts searched with what people would use instead, each as its documentation sets it up."""
