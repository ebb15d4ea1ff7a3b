#[cfg(test)]
mod tests {
    #[test]
    fn adds() {}

    #[test]
    fn old() {
        panic!("it always failed");
    }
}
